package org.rapport.server.launch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.StringArray;
import java.util.List;

/**
 * POSIX's {@code execv}: another program in this process, with its id, its parent and its files.
 */
final class Exec {
  private interface LibC extends Library {
    int execv(String path, StringArray arguments);
  }

  private Exec() {}

  /**
   * Becomes the program. Comes back only where that was not possible, and nothing has changed then.
   *
   * @param command the program's path, and its arguments
   */
  static void become(List<String> command) {
    try {
      System.out.flush();
      System.err.flush();
      Native.load("c", LibC.class)
          .execv(command.get(0), new StringArray(command.toArray(String[]::new), "UTF-8"));
    } catch (LinkageError | RuntimeException e) {
      // No libc under this name, or no folder from which a library may be loaded: as we are, then.
    }
  }
}
