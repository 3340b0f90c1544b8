package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The tutorial, as it is printed: its first command's settings start a server, all that follow run
 * in one shell in their order, and what the page shows is in what they print.
 */
@Execution(ExecutionMode.CONCURRENT)
class TutorialIT {
  private static final Path PAGE = Path.of("..", "docs", "tutorial.md");
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

  private record Block(String language, String text) {}

  @Test
  void eachPrintedCommandRuns_andPrintsWhatThePageShows() throws Exception {
    assumeThat(there("curl") && there("python3")).as("curl and python3").isTrue();
    List<Block> blocks = blocks(Files.readString(PAGE));
    Path folder = RapportProcess.folder("tutorial");
    Map<String, String> settings = RapportProcess.settings(folder.resolve("data"));
    settings.put("RAPPORT_CLOCK", "2027-03-01T15:00:00Z");
    settings.put("RAPPORT_CLIENT_ID", "me");
    settings.put("RAPPORT_CLIENT_SECRET", "secret");
    assertThat(blocks.get(0).text())
        .contains("RAPPORT_CLOCK=2027-03-01T15:00:00Z", "RAPPORT_CLIENT_ID=me");
    try (RapportProcess process = RapportProcess.start(RapportProcess.serverJar(), settings)) {
      String printed = shell(folder, script(blocks, process));

      for (Block block : blocks) {
        if (List.of("text", "json").contains(block.language())
            && !block.text().contains("|SCHED|NORTH|RAPPORT")) {
          assertThat(squeezed(printed)).as(block.text()).contains(expected(block));
        }
      }
      // The page names everything that the journeys said in this month.
      assertThat(printed).doesNotContain("Traceback").doesNotContain("command not found");
    }
  }

  // The files that the page has its reader save, and the commands behind the first.
  private static String script(List<Block> blocks, RapportProcess process) {
    StringBuilder script = new StringBuilder("set -u\n");
    int python = 0;
    String show = "";
    for (Block block : blocks.subList(1, blocks.size())) {
      String text =
          block
              .text()
              .replace("localhost:8080", "localhost:" + process.port())
              .replace("mllp.py 2575", "mllp.py " + process.mllpPort());
      switch (block.language()) {
        case "python" -> save(script, python++ == 0 ? "mllp.py" : "show.py", text);
        case "sh" -> {
          script.append(text).append("\necho\n");
          // "The plan" and "Communication again": what was printed once is meant again.
          if (text.contains("$clock") || text.contains("mllp.py")) {
            script.append(show);
          }
          if (text.contains("show.py") && !text.contains("/Communication'")) {
            show =
                """
                fhir 'localhost:%1$d/fhir/CommunicationRequest?_count=100' | python3 show.py | sort
                fhir 'localhost:%1$d/fhir/Communication?_count=100' | python3 show.py | sort
                """
                    .formatted(process.port());
            script.append("sleep 1\n");
          }
        }
        default -> {
          if (text.startsWith("MSH|^~\\&|SCHED|NORTH")) {
            save(script, "s12.hl7", text);
          }
          if (text.startsWith("MSA|AA|MSG-1|Duplicate")) {
            script.append("python3 mllp.py ").append(process.mllpPort()).append(" < s12.hl7\n");
          }
        }
      }
      if (text.contains("python3 mllp.py")
          && text.contains("< s12.hl7")
          && script.indexOf("$clock") < 0) {
        // "A moment later", says the page: until all that is due is done.
        script
            .append("fhir 'localhost:")
            .append(process.port())
            .append("/fhir/$clock' -d '{\"resourceType\": \"Parameters\"}' > /dev/null\n");
      }
    }
    return script.toString();
  }

  private static void save(StringBuilder script, String name, String text) {
    script.append("cat > ").append(name).append(" <<'END'\n").append(text).append("END\n");
  }

  // Lines in any layout; of JSON that is cut out of more, each line for itself.
  private static String[] expected(Block block) {
    List<String> parts = new ArrayList<>();
    for (String line : block.text().split("\n")) {
      String part = squeezed(line).replaceFirst("20R4CXRH1C\\d", "");
      if (part.contains("ACK^")) {
        part = part.replaceFirst("\\|RP[^|]*\\|P\\|2.5.1", "");
      }
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts.toArray(String[]::new);
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  private static List<Block> blocks(String page) {
    return BLOCK
        .matcher(page)
        .results()
        .map((MatchResult found) -> new Block(found.group(1), found.group(2)))
        .toList();
  }

  private static String shell(Path folder, String script) throws Exception {
    Path file = Files.writeString(folder.resolve("tutorial.sh"), script);
    Path out = folder.resolve("printed.txt");
    Process bash =
        new ProcessBuilder("bash", file.toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!bash.waitFor(120, TimeUnit.SECONDS)) {
      bash.destroyForcibly();
      throw new AssertionError("The tutorial does not end:\n" + Files.readString(out));
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  private static boolean there(String command) {
    try {
      return new ProcessBuilder(command, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
