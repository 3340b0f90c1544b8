package org.rapport.routes.start;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command lines of our jars behave alike: one sentence and exit code 2 for what is wrong, and
 * nothing started for {@code --help} and {@code --version}.
 */
public final class Commands {
  /** Exit code for a wrong option, setting or file. */
  public static final int WRONG = CommandLine.ExitCode.USAGE;

  /** Exit code for a start that failed for another reason. */
  public static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  private Commands() {}

  /** A command line for a command with its sub-commands, in our manners. */
  public static CommandLine of(Object command) {
    CommandLine line = new CommandLine(command);
    line.setParameterExceptionHandler(
        (wrong, args) -> {
          CommandLine at = wrong.getCommandLine();
          at.getErr().println(sentence(wrong) + "; --help shows what there is");
          return WRONG;
        });
    line.setExecutionExceptionHandler(
        (failed, at, parsed) -> {
          int code = StartFailure.print(failed, at.getErr());
          if (code == FAILED) {
            failed.printStackTrace(at.getErr());
          }
          return code;
        });
    return line;
  }

  private static String sentence(CommandLine.ParameterException wrong) {
    String words = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("").strip();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      return words + (near.isEmpty() ? "" : "; is " + near.get(0) + " meant?");
    }
    return words;
  }

  /** The version that the build wrote into the jar. */
  public abstract static class Version implements IVersionProvider {
    private final Class<?> application;

    /** The version of the jar that a class is in. */
    protected Version(Class<?> application) {
      this.application = application;
    }

    @Override
    public String[] getVersion() {
      String version = application.getPackage().getImplementationVersion();
      return new String[] {"Rapport " + (version == null ? "(not packaged)" : version)};
    }
  }
}
