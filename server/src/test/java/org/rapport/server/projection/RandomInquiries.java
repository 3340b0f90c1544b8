package org.rapport.server.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Random;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.AppointmentResponse.ParticipantStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Journeys;
import org.rapport.terminology.CampaignState;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.LeadInput;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.terminology.TaskCode;

/** What people ask and answer, and what staff and campaigns make of it, of random histories. */
final class RandomInquiries {
  private static final Instant NOW = RandomRecords.NOW;

  private RandomInquiries() {}

  static Task lead(String id, String patient, Random random) {
    Task task = task(id, patient, TaskCode.LEAD);
    LeadStage stage = LeadStage.values()[random.nextInt(LeadStage.values().length)];
    task.setBusinessStatus(concept(LeadStage.SYSTEM, stage.code()));
    task.setAuthoredOn(Date.from(NOW.minusSeconds(random.nextInt(100_000))));
    task.setStatus(random.nextInt(4) > 0 ? Task.TaskStatus.REQUESTED : Task.TaskStatus.COMPLETED);
    if (random.nextBoolean()) {
      task.getRestriction()
          .getPeriod()
          .setEnd(Date.from(NOW.plus(Duration.ofHours(random.nextInt(40) - 20))));
    }
    if (stage != LeadStage.NEW) {
      task.getExecutionPeriod().setStart(Date.from(NOW.minusSeconds(random.nextInt(10_000))));
    }
    if (random.nextBoolean()) {
      task.addInput()
          .setType(concept(LeadInput.SYSTEM, LeadInput.SUBMISSION.code()))
          .setValue(new StringType("submission " + random.nextInt(9)));
    }
    if (random.nextBoolean()) {
      Extension touch = new Extension(Extensions.ATTRIBUTION);
      touch.addExtension(Extensions.Attribution.TOUCH, new CodeType("first"));
      touch.addExtension(Extensions.Attribution.SOURCE, new StringType("search"));
      task.addExtension(touch);
    }
    return task;
  }

  /**
   * What people do for a patient.
   *
   * @param planned as a step of a journey; else it was one, or never
   */
  static Task step(String id, String patient, boolean planned, Random random) {
    Task task = task(id, patient, TaskCode.CALL_BACK);
    task.setStatus(random.nextBoolean() ? Task.TaskStatus.DRAFT : Task.TaskStatus.REQUESTED);
    task.getExecutionPeriod().setStart(Date.from(NOW.plusSeconds(random.nextInt(100_000))));
    if (planned) {
      task.getGroupIdentifier().setValue("enrolment-of-" + id);
      Extension step = new Extension(Extensions.JOURNEY_STEP);
      step.addExtension(Extensions.JourneyStep.STEP, new StringType("call"));
      step.addExtension(Extensions.JourneyStep.ANCHOR, new InstantType(Date.from(NOW)));
      task.addExtension(step);
    }
    return task;
  }

  private static Task task(String id, String patient, TaskCode code) {
    Task task = new Task();
    task.setId(id);
    task.setIntent(Task.TaskIntent.ORDER);
    task.setCode(concept(TaskCode.SYSTEM, code.code()));
    task.setFor(new Reference("Patient/" + patient));
    return task;
  }

  /** Answers to the question after a visit, or to another form. */
  static QuestionnaireResponse answers(String id, String patient, Random random) {
    QuestionnaireResponse answers = new QuestionnaireResponse();
    answers.setId(id);
    answers.setQuestionnaire(
        random.nextInt(3) > 0
            ? Journeys.POST_VISIT_CHECK_IN
            : "https://example.org/Questionnaire/other");
    answers.setStatus(
        random.nextInt(3) > 0
            ? QuestionnaireResponseStatus.COMPLETED
            : QuestionnaireResponseStatus.INPROGRESS);
    answers.setSubject(new Reference("Patient/" + patient));
    answers.setAuthored(Date.from(NOW.minusSeconds(random.nextInt(100_000))));
    answers
        .addItem()
        .setLinkId("overall")
        .addAnswer()
        .setValue(new IntegerType(1 + random.nextInt(5)));
    return answers;
  }

  static AppointmentResponse response(String id, String visit, String patient, Random random) {
    AppointmentResponse response = new AppointmentResponse();
    response.setId(id);
    response.setAppointment(new Reference("Appointment/" + visit));
    response.setActor(new Reference("Patient/" + patient));
    response.setParticipantStatus(
        random.nextBoolean() ? ParticipantStatus.ACCEPTED : ParticipantStatus.DECLINED);
    return response;
  }

  /** What a patient did; later it may turn out to be an answer to a message of ours. */
  static Communication engagement(String id, String patient, String message, Random random) {
    Communication communication =
        new Communication().setStatus(Communication.CommunicationStatus.COMPLETED);
    communication.setId(id);
    communication.setSubject(new Reference("Patient/" + patient));
    communication.setReceived(Date.from(NOW.minusSeconds(random.nextInt(100_000))));
    boolean ours = message != null && random.nextBoolean();
    if (ours) {
      communication.addBasedOn(new Reference("CommunicationRequest/" + message));
    }
    if (!ours || random.nextBoolean()) {
      communication.addCategory(
          concept(EngagementCategory.SYSTEM, EngagementCategory.REPLY.code()));
    }
    return communication;
  }

  /** A campaign that waits for people, so that nothing but the history moves it. */
  static CommunicationRequest campaign(String id, String group, Random random) {
    CampaignState[] still = {
      CampaignState.AWAITING_APPROVAL, CampaignState.HALTED, CampaignState.COMPLETED
    };
    CommunicationRequest request = new CommunicationRequest();
    request.setId(id);
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Group/" + group));
    request.addCategory(concept(OutreachPurpose.SYSTEM, OutreachPurpose.CARE.code()));
    Extension campaign = new Extension(Extensions.CAMPAIGN);
    campaign.addExtension(
        Extensions.Campaign.STATE, new CodeType(still[random.nextInt(still.length)].code()));
    campaign.addExtension(Extensions.Campaign.AUTHOR, new StringType("Ada"));
    campaign.addExtension(Extensions.Campaign.MEMBERS, new IntegerType(random.nextInt(9)));
    request.addExtension(campaign);
    return request;
  }

  /** A template that is not in force. */
  static ActivityDefinition template(String id, Random random) {
    ActivityDefinition template = new ActivityDefinition();
    template.setId(id);
    template.setUrl("https://example.org/ActivityDefinition/" + id);
    template.setVersion("1." + random.nextInt(3));
    template.setStatus(random.nextBoolean() ? PublicationStatus.DRAFT : PublicationStatus.UNKNOWN);
    return template;
  }

  private static CodeableConcept concept(String system, String code) {
    return new CodeableConcept(new Coding(system, code, null));
  }
}
