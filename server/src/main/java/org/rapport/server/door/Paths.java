package org.rapport.server.door;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The path by which a request is dispatched. What is decided by a path is decided by this one: the
 * raw URI may spell the same path with any letter encoded.
 */
public final class Paths {
  private Paths() {}

  /** The decoded path, without the context path; never null. */
  public static String decoded(HttpServletRequest request) {
    String info = request.getPathInfo();
    String path = request.getServletPath();
    if (path == null || path.isEmpty()) {
      return info == null ? request.getRequestURI() : info;
    }
    return info == null ? path : path + info;
  }
}
