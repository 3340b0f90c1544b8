package org.rapport.routes.start;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where something stands in a YAML file, so that whoever wrote it need not look for it. */
public final class YamlLines {
  private YamlLines() {}

  /**
   * The line of what a path leads to, counted from 1; of its nearest ancestor where it leads
   * nowhere.
   *
   * @param path keys as text, positions in a list as numbers
   */
  public static int of(String yaml, List<Object> path) {
    Node at;
    try {
      at = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml));
    } catch (YAMLException e) {
      return of(e).orElse(1);
    }
    if (at == null) {
      return 1;
    }
    int line = line(at);
    for (Object step : path) {
      if (at instanceof SequenceNode list
          && step instanceof Integer index
          && index < list.getValue().size()) {
        at = list.getValue().get(index);
        line = line(at);
      } else if (at instanceof MappingNode map) {
        Optional<NodeTuple> entry =
            map.getValue().stream()
                .filter(
                    tuple ->
                        tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equalsIgnoreCase(String.valueOf(step)))
                .findFirst();
        if (entry.isEmpty()) {
          return line;
        }
        line = line(entry.get().getKeyNode());
        at = entry.get().getValueNode();
      } else {
        return line;
      }
    }
    return line;
  }

  /** The line that YAML itself stumbled over. */
  public static Optional<Integer> of(YAMLException malformed) {
    return malformed instanceof MarkedYAMLException marked && marked.getProblemMark() != null
        ? Optional.of(marked.getProblemMark().getLine() + 1)
        : Optional.empty();
  }

  /** What YAML stumbled over, in one line without the place. */
  public static String problem(YAMLException malformed) {
    String problem =
        malformed instanceof MarkedYAMLException marked && marked.getProblem() != null
            ? marked.getProblem()
            : String.valueOf(malformed.getMessage());
    return problem.lines().findFirst().orElse("").strip();
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
