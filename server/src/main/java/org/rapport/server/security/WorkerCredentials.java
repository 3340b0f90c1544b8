package org.rapport.server.security;

/** What the routes of this JVM present to their own server. The secret is never logged. */
public record WorkerCredentials(String id, String secret) {
  @Override
  public String toString() {
    return "WorkerCredentials[id=" + id + "]";
  }
}
