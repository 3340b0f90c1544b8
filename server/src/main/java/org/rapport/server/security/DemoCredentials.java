package org.rapport.server.security;

/** A client for whoever tries the demo; nulls when there is none. */
public record DemoCredentials(String id, String secret) {

  /** Whether there is one. */
  public boolean present() {
    return id != null;
  }

  @Override
  public String toString() {
    return "DemoCredentials[id=" + id + "]";
  }
}
