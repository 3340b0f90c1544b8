package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;

/**
 * Messages to segments, one in each state in which somebody has to do something about it: under
 * way, and slowly, as there is no room; about to go; waiting for a second person; a draft.
 */
final class DemoCampaigns {
  private static final Duration NO_ROOM_BEFORE = Duration.ofDays(18);
  private static final int TIMES = 6;

  private final IGenericClient client;
  private final Clock clock;

  DemoCampaigns(IGenericClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** To everybody who was here, about a service whose next free time is far away. */
  void slow() {
    Schedule schedule = new Schedule().setActive(true);
    schedule.setId("demo-vaccination");
    schedule.addActor(new Reference("Location/queens-quay"));
    schedule.addActor(new Reference("HealthcareService/vaccination"));
    client.update().resource(schedule).execute();
    Instant first = clock.instant().plus(NO_ROOM_BEFORE).truncatedTo(ChronoUnit.HOURS);
    for (int n = 0; n < TIMES; n++) {
      Slot slot = new Slot().setStatus(Slot.SlotStatus.FREE);
      slot.setId("demo-vaccination-" + n);
      slot.setSchedule(new Reference("Schedule/demo-vaccination"));
      slot.setStart(Date.from(first.plus(Duration.ofMinutes(30L * n))));
      slot.setEnd(Date.from(first.plus(Duration.ofMinutes(30L * n + 15))));
      client.update().resource(slot).execute();
    }
    segment("were-here", "Were here this season", "Appointment?status=fulfilled");
    CommunicationRequest campaign =
        campaign(
            "booster",
            "were-here",
            OutreachPurpose.CARE,
            "Harbour Clinic: your booster is due, call us for a time: +14165550100. STOP to opt"
                + " out");
    campaign.addAbout(new Reference("HealthcareService/vaccination"));
    send(campaign);
  }

  /** Those of the morning on which the demo opens. */
  void morning() {
    segment(
        "booked-at-queens-quay",
        "Booked at Queens Quay",
        "Appointment?status=booked&location=Location/queens-quay");
    segment("everybody", "Everybody", "Patient?active=true");
    client
        .update()
        .resource(
            campaign(
                    "open-day",
                    "booked-at-queens-quay",
                    OutreachPurpose.OUTREACH,
                    "Harbour Clinic: our doors are open on Saturday, 10 to 2. +14165550100. STOP"
                        + " to opt out")
                .setStatus(CommunicationRequestStatus.DRAFT))
        .execute();
    send(
        campaign(
            "winter-hours",
            "booked-at-queens-quay",
            OutreachPurpose.CARE,
            "Harbour Clinic: this week we close at 5 PM. +14165550100. STOP to opt out"));
    send(
        campaign(
            "new-team",
            "everybody",
            OutreachPurpose.CARE,
            "Harbour Clinic: three people have joined our team: +14165550100. STOP to opt out"));
  }

  private void segment(String id, String name, String filter) {
    Group segment = new Group().setType(Group.GroupType.PERSON).setActual(false);
    segment.setName(name).setId(id);
    segment
        .addModifierExtension()
        .setUrl(Extensions.MEMBER_FILTER)
        .setValue(new Expression().setLanguage("application/x-fhir-query").setExpression(filter));
    client.update().resource(segment).execute();
  }

  private static CommunicationRequest campaign(
      String id, String segment, OutreachPurpose purpose, String text) {
    CommunicationRequest campaign = new CommunicationRequest();
    campaign.setId(id);
    campaign.setSubject(new Reference("Group/" + segment));
    campaign.addCategory(Concepts.of(purpose));
    campaign.addMedium(Concepts.of(Channel.SMS));
    campaign.addPayload().setContent(new StringType(text));
    return campaign;
  }

  private void send(CommunicationRequest campaign) {
    client.update().resource(campaign.setStatus(CommunicationRequestStatus.ACTIVE)).execute();
  }
}
