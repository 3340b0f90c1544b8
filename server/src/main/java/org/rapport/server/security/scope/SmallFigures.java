package org.rapport.server.security.scope;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;

/**
 * The same rule as {@link SmallCells}, for what is told of a Group's people in Parameters: by
 * {@code $reach} and {@code $progress}. One to four are hidden; where one figure of a sum is hidden
 * alone, the next smallest goes with it; and what a hidden sum is made of is hidden whole.
 */
final class SmallFigures {
  private SmallFigures() {}

  /** What people reached by {@code $reach} are told as, without the small ones. */
  static Parameters reach(Parameters whole) {
    Parameters shown = whole.copy();
    sum(shown, List.of("reachable"), "reason");
    sum(shown, List.of(), "channel");
    if (!figure(shown, "reachable").hasValue()) {
      all(shown, "channel").forEach(SmallFigures::mask);
      mask(figure(shown, "later"));
    }
    alone(shown, "members", "later");
    return shown;
  }

  /** What {@code $progress} tells of a campaign's recipients, without the small ones. */
  static Parameters progress(Parameters whole) {
    Parameters shown = whole.copy();
    sum(shown, List.of("sent", "notDone", "pending"), null);
    sum(shown, List.of(), "notDoneReason");
    sum(shown, List.of(), "place");
    if (!figure(shown, "notDone").hasValue()) {
      all(shown, "notDoneReason").forEach(SmallFigures::mask);
    }
    alone(shown, "members", "errors", "complaints", "identicalBodies");
    return shown;
  }

  /** What came of a journey's variants, without the small ones, nor what tells them. */
  static Parameters variants(Parameters whole) {
    Parameters shown = whole.copy();
    for (ParametersParameterComponent variant : shown.getParameter()) {
      boolean few = variant.getPart().stream().anyMatch(SmallFigures::isSmall);
      for (ParametersParameterComponent one : variant.getPart()) {
        if (isSmall(one)) {
          mask((IntegerType) one.getValue());
        } else if (few || one.getPart().stream().anyMatch(SmallFigures::isSmall)) {
          one.getPart().removeIf(part -> !(part.getValue() instanceof IntegerType));
          one.getPart().forEach(part -> mask((IntegerType) part.getValue()));
        }
      }
    }
    return shown;
  }

  private static boolean isSmall(ParametersParameterComponent one) {
    return one.getValue() instanceof IntegerType figure && isSmall(figure);
  }

  private static void sum(Parameters shown, List<String> figures, String cells) {
    List<IntegerType> parts = new ArrayList<>();
    figures.forEach(name -> parts.add(figure(shown, name)));
    if (cells != null) {
      parts.addAll(all(shown, cells));
    }
    List<IntegerType> small = parts.stream().filter(SmallFigures::isSmall).toList();
    small.forEach(SmallFigures::mask);
    if (small.size() == 1) {
      parts.stream()
          .filter(part -> part.hasValue() && part.getValue() > 0)
          .min(Comparator.comparing(IntegerType::getValue))
          .ifPresent(SmallFigures::mask);
    }
  }

  private static void alone(Parameters shown, String... names) {
    for (String name : names) {
      if (isSmall(figure(shown, name))) {
        mask(figure(shown, name));
      }
    }
  }

  // One that nothing comes of where the answer has none of that name.
  private static IntegerType figure(Parameters shown, String name) {
    return shown.getParameter().stream()
        .filter(one -> one.getName().equals(name) && one.getValue() instanceof IntegerType)
        .map(one -> (IntegerType) one.getValue())
        .findFirst()
        .orElseGet(IntegerType::new);
  }

  private static List<IntegerType> all(Parameters shown, String name) {
    return shown.getParameter().stream()
        .filter(one -> one.getName().equals(name))
        .flatMap(one -> one.getPart().stream())
        .map(ParametersParameterComponent::getValue)
        .filter(IntegerType.class::isInstance)
        .map(IntegerType.class::cast)
        .toList();
  }

  private static boolean isSmall(IntegerType figure) {
    return figure.hasValue() && SmallCells.isSmall(figure.getValue());
  }

  private static void mask(IntegerType figure) {
    figure.setValue(null);
    if (!figure.hasExtension(SmallCells.REASON)) {
      figure.addExtension(SmallCells.masked().getExtension().get(0).copy());
    }
  }
}
