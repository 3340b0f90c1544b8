package org.rapport.server.security;

/** A client for whoever tries the demo; nulls when there is none. */
public record DemoCredentials(String id, String secret) {
  /** The SMART app of the demo, and where it is. */
  public static final String APP = "engagement-timeline";

  public static final String APP_PATH = "/apps/timeline/";

  /** Whether there is one. */
  public boolean present() {
    return id != null;
  }

  @Override
  public String toString() {
    return "DemoCredentials[id=" + id + "]";
  }
}
