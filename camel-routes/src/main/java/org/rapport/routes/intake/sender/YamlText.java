package org.rapport.routes.intake.sender;

import java.io.Reader;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML whose words are all text. In what a sender calls things {@code NO} is no-show and {@code
 * 007} a code, and neither is a boolean or a seven.
 */
final class YamlText {
  private YamlText() {}

  /**
   * Reads maps, lists and texts; what is empty or {@code ~} is null.
   *
   * @throws org.yaml.snakeyaml.error.YAMLException when it is no YAML
   */
  static Object load(Reader yaml) {
    LoaderOptions loading = new LoaderOptions();
    DumperOptions dumping = new DumperOptions();
    return new Yaml(
            new SafeConstructor(loading),
            new Representer(dumping),
            dumping,
            loading,
            new TextOnly())
        .load(yaml);
  }

  private static final class TextOnly extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, Pattern.compile("^~$"), "~");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
