package org.rapport.server.projection;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.projection.read.PersonName;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Patient to {@code patient_term}: by what people at the desk look for somebody. */
@Component
public class TermProjector implements ResourceProjector<Patient> {
  /** Of words in names. */
  public static final String NAME = "name";

  /** Of what identifies somebody, whosever number it is. */
  public static final String IDENTIFIER = "identifier";

  /** Of the birth date, as FHIR has it. */
  public static final String BORN = "born";

  private static final int LENGTH = 100;

  private final JdbcClient jdbc;

  TermProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Patient> type() {
    return Patient.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("patient_term"));
  }

  private record Term(String kind, String term) implements Comparable<Term> {
    @Override
    public int compareTo(Term other) {
      return (kind + " " + term).compareTo(other.kind + " " + other.term);
    }
  }

  /** Nothing that is planned depends on it. */
  @Override
  public boolean project(Patient patient) {
    remove(patient);
    SortedSet<Term> terms = terms(patient);
    jdbc.sql(
            """
            insert into rapport.patient_term (id, kind, term)
            select :id, t.kind, t.term
            from unnest(cast(:kinds as text[]), cast(:terms as text[])) as t(kind, term)""")
        .param("id", patient.getIdElement().getIdPart())
        .param("kinds", Sql.array(terms.stream().map(Term::kind).toList()))
        .param("terms", Sql.array(terms.stream().map(Term::term).toList()))
        .update();
    return false;
  }

  @Override
  public void remove(Patient patient) {
    jdbc.sql("delete from rapport.patient_term where id = ?")
        .param(patient.getIdElement().getIdPart())
        .update();
  }

  private static SortedSet<Term> terms(Patient patient) {
    SortedSet<Term> terms = new TreeSet<>();
    for (HumanName name : patient.getName()) {
      name.getGiven().stream().map(StringType::getValue).forEach(part -> words(part, terms));
      words(name.getFamily(), terms);
      words(name.getText(), terms);
    }
    for (Identifier identifier : patient.getIdentifier()) {
      add(IDENTIFIER, PersonName.normal(identifier.getValue()), terms);
    }
    if (patient.hasBirthDate()) {
      add(BORN, patient.getBirthDateElement().getValueAsString(), terms);
    }
    return terms;
  }

  // Jean-Luc is found as Jean, as Luc and as Jeanluc.
  private static void words(String part, SortedSet<Term> terms) {
    if (part == null) {
      return;
    }
    for (String word : part.split("\\s+")) {
      add(NAME, PersonName.normal(word), terms);
      for (String piece : word.split("[^\\p{L}\\p{N}\\p{M}]+")) {
        add(NAME, PersonName.normal(piece), terms);
      }
    }
  }

  private static void add(String kind, String term, SortedSet<Term> terms) {
    if (!term.isEmpty()) {
      terms.add(new Term(kind, term.substring(0, Math.min(LENGTH, term.length()))));
    }
  }
}
