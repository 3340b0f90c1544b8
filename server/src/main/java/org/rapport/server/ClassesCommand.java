package org.rapport.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rapport.server.launch.Training;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code java -jar rapport.jar classes}: makes the next starts quicker. */
@Command(
    name = "classes",
    mixinStandardHelpOptions = true,
    description = {
      "Write the classes of a start to one file, which the next starts with this JVM and this jar",
      "take: a third less work. A server starts for it on a folder of its own, and is stopped: a",
      "minute or two, and a quarter of a gigabyte. To be repeated after an upgrade."
    })
final class ClassesCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "<folder>",
      description = "Where it is written; 'classes' in RAPPORT_DATA, where starts look for it.")
  private Path folder;

  @Spec private CommandSpec spec;

  /** The folder of all data, before any setting has been read. */
  static Path data() {
    return Path.of(new StandardEnvironment().getProperty("RAPPORT_DATA", "./data"));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      Path file =
          Training.of(
              RapportApplication.class, folder == null ? data().resolve("classes") : folder);
      System.out.println("Starts take their classes from " + file);
      return 0;
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
