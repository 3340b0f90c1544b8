package org.rapport.routes.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.NamedNode;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * An operator's own routes, read by Camel before anything starts: a slip is answered with its file,
 * line and word, not by a context that fails after a minute.
 */
public final class RouteFiles {
  private static final Logger log = LoggerFactory.getLogger(RouteFiles.class);
  private static final String SETTING = Setting.RAPPORT_ROUTES.name();
  private static final Set<String> OURS = Set.of("rapport", "rapport-mllp");

  private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{([^=]+)=");

  private static final Pattern HTTP = Pattern.compile("^platform-http:/*([^?]*)");

  private RouteFiles() {}

  /**
   * What is taken already.
   *
   * @param routes ids of the shipped routes, which no other may have
   * @param policies ids of the shipped error policies
   * @param paths of HTTP that shipped routes are called at
   */
  public record Shipped(Set<String> routes, Set<String> policies, Set<String> paths) {}

  /**
   * Reads the routes of a folder.
   *
   * @param folder the value of {@code rapport.routes}; blank: nothing to read
   * @return the URIs that the routes begin with
   * @throws WrongSettingException naming the first slip
   */
  public static Set<String> check(String folder, Shipped shipped) {
    if (folder.isBlank()) {
      return Set.of();
    }
    List<Path> files = files(Path.of(folder));
    if (files.isEmpty()) {
      log.warn("{}: there is no file *.camel.yaml in this folder", SETTING);
      return Set.of();
    }
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.setSourceLocationEnabled(true);
      Map<String, Path> origin = new TreeMap<>();
      Set<String> known = new HashSet<>(shipped.policies());
      for (Path file : files) {
        Set<String> before = ids(context);
        load(context, file);
        for (RouteDefinition route : context.getRouteDefinitions()) {
          String id = String.valueOf(route.getId());
          if (!before.contains(id)) {
            if (shipped.routes().contains(id)) {
              throw wrong(file, line(route), "there is a route of this id already: " + id);
            }
            origin.put(id, file);
          }
        }
      }
      context.getRouteConfigurationDefinitions().forEach(policy -> known.add(policy.getId()));
      Set<String> inputs = new HashSet<>();
      Set<String> paths = new HashSet<>(shipped.paths());
      for (RouteDefinition route : context.getRouteDefinitions()) {
        String input = String.valueOf(route.getInput().getEndpointUri());
        inputs.add(input);
        String path = path(input);
        if (path != null && !paths.add(path)) {
          throw wrong(
              origin.get(String.valueOf(route.getId())),
              line(route.getInput()),
              "there is a route at this path already: " + path);
        }
        check(context, route, origin.get(String.valueOf(route.getId())), known);
      }
      return inputs;
    } catch (WrongSettingException e) {
      throw e;
    } catch (IOException e) {
      throw new WrongSettingException(SETTING, "should be a folder that can be read");
    }
  }

  // Of two routes at one path Camel calls one, and says nothing of the other.
  private static String path(String input) {
    Matcher path = HTTP.matcher(input);
    return path.find() ? "/" + path.group(1) : null;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new WrongSettingException(SETTING, "should be a folder that can be read");
    }
  }

  private static Set<String> ids(DefaultCamelContext context) {
    Set<String> ids = new HashSet<>();
    context.getRouteDefinitions().forEach(route -> ids.add(String.valueOf(route.getId())));
    return ids;
  }

  private static void load(DefaultCamelContext context, Path file) {
    Resource resource = ResourceHelper.resolveResource(context, "file:" + file.toAbsolutePath());
    try {
      for (RoutesBuilder builder :
          PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource)) {
        context.addRoutes(builder);
      }
    } catch (Exception e) {
      MarkedYamlEngineException marked = cause(e, MarkedYamlEngineException.class);
      if (marked != null && marked.getProblemMark().isPresent()) {
        throw wrong(
            file, marked.getProblemMark().get().getLine() + 1, sentence(marked.getProblem()));
      }
      throw wrong(file, 0, sentence(root(e).getMessage()));
    }
  }

  private static void check(
      DefaultCamelContext context, RouteDefinition route, Path file, Set<String> policies) {
    String policy = route.getRouteConfigurationId();
    if (policy != null && !policies.contains(policy)) {
      throw wrong(file, line(route), "there is no error policy " + policy);
    }
    Map<String, NamedNode> uris = new HashMap<>();
    List<String> order = new ArrayList<>();
    note(route.getInput().getEndpointUri(), route.getInput(), uris, order);
    for (ToDefinition to :
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
      note(to.getEndpointUri(), to, uris, order);
    }
    for (String uri : order) {
      endpoint(context, uri, file, line(uris.get(uri)));
    }
  }

  private static void note(
      String uri, NamedNode node, Map<String, NamedNode> uris, List<String> order) {
    if (uri != null && uris.putIfAbsent(uri, node) == null) {
      order.add(uri);
    }
  }

  // What names a bean or a property is known only to the running context.
  private static void endpoint(DefaultCamelContext context, String uri, Path file, int line) {
    String scheme = uri.replaceFirst("[:?].*", "");
    if (scheme.contains("{{") || OURS.contains(scheme)) {
      return;
    }
    if (context.getComponent(scheme, true, false) == null) {
      throw wrong(file, line, "there is no component " + scheme);
    }
    Optional<String> call = KameletCall.fault(uri);
    if (call.isPresent()) {
      throw wrong(file, line, call.get());
    }
    if (uri.contains("{{") || uri.contains("#") || uri.contains("${") || scheme.equals("kamelet")) {
      return;
    }
    try {
      context.getEndpoint(uri);
    } catch (ResolveEndpointFailedException e) {
      throw wrong(file, line, scheme + ": " + sentence(root(e).getMessage()));
    }
  }

  private static int line(NamedNode node) {
    if (node instanceof ProcessorDefinition<?> step && step.getLineNumber() > 0) {
      return step.getLineNumber();
    }
    return Math.max(0, node.getLineNumber());
  }

  private static WrongSettingException wrong(Path file, int line, String words) {
    int at = nearest(file, line, words);
    return new WrongSettingException(SETTING, file + (at > 0 ? ":" + at : "") + ": " + words);
  }

  // Camel marks the beginning of a step, or what follows a key: the word itself is not far.
  private static int nearest(Path file, int line, String words) {
    String word = words.replaceFirst(".*[ =]", "");
    try {
      List<String> lines = Files.readAllLines(file);
      return IntStream.rangeClosed(1, lines.size())
          .filter(at -> lines.get(at - 1).contains(word))
          .boxed()
          .min(Comparator.comparingInt(at -> Math.abs(at - line)))
          .orElse(line);
    } catch (IOException e) {
      return line;
    }
  }

  private static String sentence(String message) {
    String words = String.valueOf(message);
    Matcher parameter = UNKNOWN.matcher(words);
    if (parameter.find()) {
      return "no such parameter, " + parameter.group(1);
    }
    return words
        .replaceFirst("(?s)^Failed to resolve endpoint: .* due to: ", "")
        .lines()
        .findFirst()
        .orElse("")
        .strip();
  }

  private static Throwable root(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    return at;
  }

  private static <T extends Throwable> T cause(Throwable thrown, Class<T> type) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
