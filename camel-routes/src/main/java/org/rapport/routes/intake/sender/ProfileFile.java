package org.rapport.routes.intake.sender;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.routes.start.YamlLines;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The file of {@code RAPPORT_SENDERS}: lists of profiles, and on which line a mistake stands.
 *
 * @param folder where the files are that it names
 */
public record ProfileFile(ProfileEntry top, Path folder) {
  private static final Set<String> LISTS = Set.of("senders", "receivers");

  private static final Pattern PLACE =
      Pattern.compile("(senders|receivers)\\[(\\d+)](?: has an unknown key '(.+)'| ([a-z-]+)\\b)?");

  private static final Pattern VALUE = Pattern.compile(" of '(.+)': '");

  /**
   * Reads a file.
   *
   * @param profiles makes of it what is asked for
   * @throws IllegalArgumentException with one line that names the setting, and file and line where
   *     it can be read
   */
  public static <T> T load(String file, Function<ProfileFile, T> profiles) {
    String yaml;
    try {
      yaml = Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw invalid("must name a readable YAML file, but " + file + " is not");
    }
    try {
      Path folder = Path.of(file).toAbsolutePath().getParent();
      return profiles.apply(new ProfileFile(read(new StringReader(yaml)).top(), folder));
    } catch (IllegalArgumentException wrong) {
      throw invalid(
          file
              + ":"
              + line(yaml, wrong)
              + ": "
              + wrong.getMessage().replaceFirst("^" + SenderProfiles.SETTING + ": ", ""));
    }
  }

  /** Reads YAML text; files that it names are looked for in the working directory. */
  public static ProfileFile read(Reader yaml) {
    Object root;
    try {
      root = YamlText.load(yaml);
    } catch (YAMLException malformed) {
      throw invalid("must be YAML: " + YamlLines.problem(malformed));
    }
    ProfileEntry top = ProfileEntry.of(root, "the file");
    top.onlyKeys(LISTS);
    if (top.fields().isEmpty()) {
      throw invalid("must have a list 'senders'");
    }
    return new ProfileFile(top, Path.of(""));
  }

  /** The profiles of a list, in the order of the file; none where the file does not have it. */
  public List<ProfileEntry> entries(String list) {
    List<ProfileEntry> entries = new ArrayList<>();
    if (!top.fields().containsKey(list)) {
      return entries;
    }
    if (!(top.fields().get(list) instanceof List<?> listed)) {
      throw invalid("must have a list '" + list + "'");
    }
    for (Object one : listed) {
      entries.add(ProfileEntry.of(one, list + "[" + entries.size() + "]"));
    }
    return entries;
  }

  static IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException(SenderProfiles.SETTING + ": " + problem);
  }

  // The words of a mistake begin with its place: senders[1] zone, senders[0] status-codes.
  private static int line(String yaml, IllegalArgumentException wrong) {
    String words = wrong.getMessage();
    Matcher place = PLACE.matcher(words);
    if (!place.find()) {
      return YamlLines.of(yaml, List.of());
    }
    List<Object> path = new ArrayList<>(List.of(place.group(1), Integer.valueOf(place.group(2))));
    if (wrong instanceof ProfileFault fault) {
      path.addAll(fault.path());
      return YamlLines.of(yaml, path);
    }
    if (place.group(3) != null) {
      path.add(place.group(3));
    } else if (place.group(4) != null) {
      path.add(place.group(4));
    }
    Matcher value = VALUE.matcher(words);
    if (value.find()) {
      path.add(value.group(1));
    }
    return YamlLines.of(yaml, path);
  }
}
