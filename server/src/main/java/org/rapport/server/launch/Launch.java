package org.rapport.server.launch;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * {@code java -jar rapport.jar} takes no options of the JVM from a jar, and the JVM's own choice is
 * not ours: a heap of a quarter of the machine, and each start reading twenty thousand classes
 * anew. So where nobody chose, the process becomes the JVM that fits (docs/decisions/0064). Whoever
 * gives the JVM any option, in {@code JAVA_TOOL_OPTIONS} too, has chosen.
 */
public final class Launch {
  private static final String LAUNCHED = "-Drapport.launched=true";
  private static final int SMALL_MACHINE = 2;
  private static final long MEBI = 1L << 20;
  private static final long HEAP = 1024 * MEBI;

  /**
   * How deep and how large C2 inlines. Code as deep as HAPI's, Spring's and Hibernate's has it
   * compile, on the processors of the requests, for the first twenty thousand of them as much as a
   * third of what they take. The depth is that of JDKs before 14. A JVM without C2 has none of it.
   */
  private static final List<String> SHALLOW_INLINING =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:MaxInlineLevel=9",
          "-XX:InlineSmallCode=1500",
          "-XX:FreqInlineSize=200");

  private static final Set<String> SAID_AND_ENDED = Set.of("--help", "-h", "--version", "-V");

  private Launch() {}

  /**
   * Becomes the JVM that fits the machine, where this one was started without options; else, and
   * where that is not possible, comes back.
   *
   * @param main the class whose jar was started
   * @param arguments of the command line: options only, as commands run as they are
   * @param data the data folder, in which an archive of classes may lie
   */
  public static void asFits(Class<?> main, String[] arguments, Path data) {
    Path jar = jarOf(main);
    if (jar == null
        || !isAll(jar)
        || isChosen()
        || !Arrays.stream(arguments)
            .allMatch(a -> a.startsWith("-") && !SAID_AND_ENDED.contains(a))) {
      return;
    }
    List<String> command = new ArrayList<>(command(jar, ClassArchive.of(data, jar)));
    command.addAll(List.of(arguments));
    Exec.become(command);
  }

  private static boolean isChosen() {
    return !ManagementFactory.getRuntimeMXBean().getInputArguments().isEmpty()
        || !"Linux".equals(System.getProperty("os.name"));
  }

  /** The largest heap in bytes that a server has which is started with the options of this JVM. */
  public static long heap() {
    return isChosen() || flags().isEmpty() ? Runtime.getRuntime().maxMemory() : heap(memory());
  }

  private static long heap(long memory) {
    return Math.min(HEAP, memory / 2);
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  // Whoever put something of their own beside the jar did not say -jar.
  private static boolean isAll(Path jar) {
    String classes = System.getProperty("java.class.path");
    try {
      return !classes.contains(File.pathSeparator) && Files.isSameFile(Path.of(classes), jar);
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  /** The command that starts a jar in the JVM that fits, with the archive where it is there. */
  private static List<String> command(Path jar, ClassArchive archive) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(flags());
    if (archive.exists()) {
      command.add(archive.flag());
      // What the archive does not fit any more is loaded as without it; nobody has to read of it.
      command.add("-Xlog:disable");
      command.add("-Xlog:all=error:stderr");
    }
    command.add(LAUNCHED);
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }

  /** The path of the program {@code java} of this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * For a machine of one or two processors: the collector that costs least there, a heap that
   * leaves room for the database, and a compiler that is sooner done. A larger machine is left to
   * the JVM.
   */
  static List<String> flags() {
    return flags(Runtime.getRuntime().availableProcessors(), memory());
  }

  static List<String> flags(int processors, long memory) {
    if (processors > SMALL_MACHINE) {
      return List.of();
    }
    List<String> flags = new ArrayList<>();
    flags.add("-XX:+UseSerialGC");
    flags.add("-Xmx" + heap(memory) / MEBI + "m");
    flags.addAll(SHALLOW_INLINING);
    return flags;
  }

  /** The jar that a class is from; null where it is from none, as in a test. */
  static Path jarOf(Class<?> main) {
    try {
      Path jar = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(jar) ? jar : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
