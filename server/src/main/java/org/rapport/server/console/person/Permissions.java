package org.rapport.server.console.person;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Parts;
import org.rapport.server.console.person.PersonView.Cell;
import org.rapport.server.console.person.PersonView.Matrix;
import org.rapport.server.console.person.PersonView.Row;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/** The answer of {@code $permissions} as a table: a row a purpose, a column a channel. */
final class Permissions {
  private Permissions() {}

  /** The table; null where nothing was answered. */
  static Matrix of(Desk desk, Parameters answer) {
    if (answer == null) {
      return null;
    }
    List<String> channels = new ArrayList<>();
    Map<String, List<Cell>> rows = new LinkedHashMap<>();
    for (ParametersParameterComponent one : Parts.of(answer, "permission")) {
      String channel = Parts.text(one, "channel");
      if (!channels.contains(channel)) {
        channels.add(channel);
      }
      rows.computeIfAbsent(Parts.text(one, "purpose"), unseen -> new ArrayList<>())
          .add(cell(desk, one));
    }
    return new Matrix(
        channels.stream().map(code -> desk.name(Channel.SYSTEM, code)).toList(),
        rows.entrySet().stream()
            .map(row -> new Row(desk.name(OutreachPurpose.SYSTEM, row.getKey()), row.getValue()))
            .toList());
  }

  private static Cell cell(Desk desk, ParametersParameterComponent one) {
    String verdict = Parts.text(one, "verdict");
    return new Cell(
        desk.words().or("permission." + verdict, verdict),
        switch (verdict) {
          case "yes" -> "ok";
          case "no" -> "late";
          default -> "warn";
        },
        Parts.text(one, "source"));
  }
}
