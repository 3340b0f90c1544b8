package org.rapport.server.projection;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.rapport.profiles.Journeys;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How a visit was, as its patient answered: {@code survey_facts}. */
@Component
class SurveyProjector implements ResourceProjector<QuestionnaireResponse> {
  private final JdbcClient jdbc;

  SurveyProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<QuestionnaireResponse> type() {
    return QuestionnaireResponse.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("survey_facts"));
  }

  @Override
  public boolean project(QuestionnaireResponse answers) {
    Optional<Integer> overall = overall(answers.getItem());
    String patient = answers.getSubject().getReferenceElement().getIdPart();
    boolean finished =
        answers.getStatus() == QuestionnaireResponseStatus.COMPLETED
            || answers.getStatus() == QuestionnaireResponseStatus.AMENDED;
    if (!finished
        || patient == null
        || overall.isEmpty()
        || !answers.hasAuthored()
        || !String.valueOf(answers.getQuestionnaire()).startsWith(Journeys.POST_VISIT_CHECK_IN)) {
      remove(answers);
      return false;
    }
    jdbc.sql(
            """
            insert into rapport.survey_facts (id, version, patient_id, answered_at, overall)
            values (:id, :version, :patient, :at, :overall)
            on conflict (id) do update set version = excluded.version,
              patient_id = excluded.patient_id, answered_at = excluded.answered_at,
              overall = excluded.overall
            where survey_facts.version <= excluded.version\
            """)
        .param("id", answers.getIdElement().getIdPart())
        .param("version", answers.getIdElement().getVersionIdPartAsLong())
        .param("patient", patient)
        .param("at", Sql.at(answers.getAuthored()))
        .param("overall", overall.get())
        .update();
    return false;
  }

  @Override
  public void remove(QuestionnaireResponse answers) {
    jdbc.sql("delete from rapport.survey_facts where id = ?")
        .param(answers.getIdElement().getIdPart())
        .update();
  }

  private static Optional<Integer> overall(List<QuestionnaireResponseItemComponent> items) {
    return items.stream()
        .filter(item -> "overall".equals(item.getLinkId()))
        .filter(item -> item.getAnswerFirstRep().getValue() instanceof IntegerType)
        .map(item -> ((IntegerType) item.getAnswerFirstRep().getValue()).getValue())
        .findFirst();
  }
}
