"""Manifests for Kubernetes; topics and users are written from the code's own tables (`deploy.k8s.write`)."""
