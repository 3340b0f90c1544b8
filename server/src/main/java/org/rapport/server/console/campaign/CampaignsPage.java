package org.rapport.server.console.campaign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.CodeNames;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.rapport.server.console.Samples;
import org.rapport.terminology.CampaignState;
import org.rapport.terminology.Coded;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Messages to segments. A campaign is written, looked at with its numbers, let go by somebody who
 * did not write it, watched, and halted with one click.
 */
@RestController
public class CampaignsPage {
  private static final Set<String> ACTS = Set.of("approve", "halt", "resume", "cancel");

  /** While it is still thought about, whom it would reach is what there is to look at. */
  private static final Set<String> BEFORE = Set.of("draft", "counting", "awaiting-approval");

  private static final Set<String> WITHOUT_REASON = Set.of("approve");

  /**
   * One campaign.
   *
   * @param figures members, sent, not done, pending and the rest, in order
   * @param reasons why messages were not sent, how often
   * @param mine whether who looks wrote it, and so may not approve
   * @param reach whom it would reach now, before it is on its way; null: it is, or may not be told
   * @param samples as somebody made up would get it; null: it has no words of one message
   */
  public record Campaign(
      String id,
      String segment,
      String segmentName,
      String what,
      String purpose,
      String text,
      String state,
      String stateWords,
      List<Frame.Option> figures,
      List<Frame.Option> reasons,
      String warning,
      String halted,
      boolean mine,
      Reach reach,
      Samples samples) {
    /** Whether this may be asked of it now. */
    public boolean may(String act) {
      return switch (act) {
        case "approve" -> Set.of("awaiting-approval", "counting").contains(state) && !mine;
        case "halt" -> Set.of("waiting", "canary", "running").contains(state);
        case "resume" -> state.equals("halted");
        case "cancel" -> !Set.of("completed", "cancelled", "draft").contains(state);
        case "send" -> state.equals("draft");
        default -> false;
      };
    }
  }

  /** What a new one is made of. */
  public record Fresh(
      String form,
      List<Frame.Option> segments,
      List<Frame.Option> templates,
      List<Frame.Option> purposes) {}

  @GetMapping("/console/campaigns")
  ResponseEntity<String> list(Desk desk) {
    return CampaignList.rows(desk, Listing.of(desk, "campaigns"), null).show();
  }

  @GetMapping("/console/campaigns/new")
  ResponseEntity<String> fresh(Desk desk) {
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    "Group?_count=200", "ActivityDefinition?status=active&_count=200&_sort=name"));
    List<Frame.Option> segments = new ArrayList<>();
    List<Frame.Option> templates = new ArrayList<>();
    for (Group group : ConsoleFhir.of(Group.class, answers.get(0))) {
      segments.add(new Frame.Option(group.getIdElement().getIdPart(), SegmentsPage.name(group)));
    }
    segments.sort(Comparator.comparing(Frame.Option::label));
    for (ActivityDefinition template : ConsoleFhir.of(ActivityDefinition.class, answers.get(1))) {
      templates.add(
          new Frame.Option(
              template.getUrl() + "|" + template.getVersion(),
              People.title(desk, template) + " " + template.getVersion()));
    }
    return desk.page(
        "campaigns.new",
        "campaign/fresh.jte",
        new Fresh(UUID.randomUUID().toString(), segments, templates, purposes(desk)));
  }

  /** What a message to many may be for. */
  static List<Frame.Option> purposes(Desk desk) {
    List<Frame.Option> purposes = new ArrayList<>();
    for (OutreachPurpose purpose :
        List.of(
            OutreachPurpose.OUTREACH,
            OutreachPurpose.MARKETING,
            OutreachPurpose.CARE,
            OutreachPurpose.SURVEY)) {
      purposes.add(new Frame.Option(purpose.code(), desk.name(purpose)));
    }
    return purposes;
  }

  /** Kept as a draft: nothing is counted or sent before somebody says so. */
  @PostMapping("/console/campaigns")
  ResponseEntity<String> write(Desk desk) {
    CommunicationRequest campaign = new CommunicationRequest();
    campaign.setId(new IdType("CommunicationRequest", desk.asked("form")));
    campaign.setStatus(CommunicationRequestStatus.DRAFT);
    campaign.setSubject(new Reference("Group/" + desk.asked("segment")));
    OutreachPurpose purpose =
        Coded.find(OutreachPurpose.values(), desk.asked("purpose"))
            .orElse(OutreachPurpose.OUTREACH);
    campaign.addCategory(CodeNames.concept(purpose));
    if (desk.asked("template") != null) {
      campaign.addExtension(
          Extensions.INSTANTIATES_CANONICAL, new CanonicalType(desk.asked("template")));
    } else if (desk.asked("text") != null) {
      campaign.addPayload().setContent(new StringType(desk.asked("text")));
    }
    desk.fhir().put(campaign);
    return desk.done("campaigns.kept").on("/console/campaigns/" + desk.asked("form"));
  }

  @GetMapping("/console/campaigns/{id:" + Desk.ID + "}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    CommunicationRequest request = desk.fhir().read(CommunicationRequest.class, id);
    String state = state(request);
    String segment = request.getSubject().getReferenceElement().getIdPart();
    List<Resource> told =
        desk.fhir()
            .all(
                List.of(
                    "Group/" + segment,
                    BEFORE.contains(state)
                        ? Reach.url(
                            segment,
                            request.getCategoryFirstRep().getCodingFirstRep().getCode(),
                            request.getMediumFirstRep().getCodingFirstRep().getCode())
                        : "CommunicationRequest/" + id + "/$progress",
                    Samples.url("CommunicationRequest", id)));
    Map<String, String> figures = new HashMap<>();
    List<Frame.Option> reasons = new ArrayList<>();
    boolean before = BEFORE.contains(state);
    if (!before && told.get(1) instanceof Parameters answer) {
      for (ParametersParameterComponent one : answer.getParameter()) {
        if (one.getName().equals("notDoneReason")) {
          reasons.add(reason(desk, one));
        } else if (one.getValue() != null && one.getValue().isPrimitive()) {
          figures.put(one.getName(), figure(desk, one));
        }
      }
    }
    List<Frame.Option> shown = new ArrayList<>();
    for (String name :
        List.of(
            "members", "sent", "notDone", "pending", "errors", "complaints", "pace", "startsAt")) {
      if (figures.containsKey(name)) {
        shown.add(new Frame.Option(desk.words().say("campaign." + name), figures.get(name)));
      }
    }
    return desk.page(
        "campaign.title",
        "campaign/campaign.jte",
        new Campaign(
            id,
            segment,
            told.get(0) instanceof Group group ? SegmentsPage.name(group) : segment,
            what(request),
            request.hasCategory() ? desk.name(request.getCategoryFirstRep()) : "",
            request.getPayloadFirstRep().getContent() instanceof StringType text
                ? text.getValue()
                : null,
            state,
            words(desk, state),
            shown,
            reasons,
            figures.get("warning"),
            part(request, Extensions.Campaign.REASON),
            mine(request, desk),
            before && told.get(1) instanceof Parameters answer ? Reach.of(desk, answer) : null,
            Samples.of(
                desk,
                "/console/campaigns/" + id,
                told.get(2),
                desk.user().may("CommunicationRequest", 'u'))));
  }

  /** To who looks, as somebody made up would get it. */
  @PostMapping("/console/campaigns/{id:" + Desk.ID + "}/test")
  ResponseEntity<String> test(@PathVariable("id") String id, Desk desk) {
    return Samples.send(desk, "CommunicationRequest", id).on("/console/campaigns/" + id);
  }

  private static String figure(Desk desk, ParametersParameterComponent one) {
    String value = Objects.requireNonNullElse(one.getValue().primitiveValue(), "");
    return switch (one.getName()) {
      case "startsAt" ->
          one.getValue() instanceof BaseDateTimeType at
              ? desk.times().full(at.getValue().toInstant())
              : value;
      case "pace" -> desk.words().or("campaign.pace." + value, value);
      default -> Reach.few(desk, value);
    };
  }

  private static Frame.Option reason(Desk desk, ParametersParameterComponent one) {
    return new Frame.Option(
        desk.name(NotDoneReason.SYSTEM, Parts.text(one, "code")),
        Reach.few(desk, Parts.text(one, "count")));
  }

  /** Sends a draft on its way: its people are counted, and a second person asked. */
  @PostMapping("/console/campaigns/{id:" + Desk.ID + "}/send")
  ResponseEntity<String> send(@PathVariable("id") String id, Desk desk) {
    CommunicationRequest campaign = desk.fhir().read(CommunicationRequest.class, id);
    campaign.setStatus(CommunicationRequestStatus.ACTIVE);
    desk.fhir().put(campaign);
    return desk.done("campaign.done.send").on("/console/campaigns/" + id);
  }

  @PostMapping("/console/campaigns/{id:" + Desk.ID + "}/{act}")
  ResponseEntity<String> act(
      @PathVariable("id") String id, @PathVariable("act") String act, Desk desk) {
    if (!ACTS.contains(act)) {
      return ResponseEntity.notFound().build();
    }
    Parameters in = new Parameters();
    if (!WITHOUT_REASON.contains(act)) {
      // One click halts: why can be said later.
      in.addParameter(
          "reason", new StringType(desk.asked("reason", desk.words().say("campaign.halted.by"))));
    }
    desk.fhir().operate("CommunicationRequest", id, "$" + act, in, CommunicationRequest.class);
    return desk.done("campaign.done." + act).on("/console/campaigns/" + id);
  }

  static boolean mine(CommunicationRequest request, Desk desk) {
    Extension campaign = request.getExtensionByUrl(Extensions.CAMPAIGN);
    return campaign != null
        && campaign.getExtensionsByUrl(Extensions.Campaign.AUTHOR).stream()
            .anyMatch(one -> desk.user().id().equals(one.getValue().primitiveValue()));
  }

  static String state(CommunicationRequest campaign) {
    String state = part(campaign, Extensions.Campaign.STATE);
    return state == null ? campaign.getStatus().toCode() : state;
  }

  // What the server says of it in its extension; null where it says nothing.
  private static String part(CommunicationRequest campaign, String name) {
    Extension extension = campaign.getExtensionByUrl(Extensions.CAMPAIGN);
    Extension part = extension == null ? null : extension.getExtensionByUrl(name);
    return part == null || part.getValue() == null ? null : part.getValue().primitiveValue();
  }

  static String what(CommunicationRequest campaign) {
    Extension template = campaign.getExtensionByUrl(Extensions.INSTANTIATES_CANONICAL);
    if (template != null) {
      return People.canonical(template.getValue().primitiveValue());
    }
    String text =
        campaign.getPayloadFirstRep().getContent() instanceof StringType said
            ? said.getValue()
            : campaign.getIdElement().getIdPart();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  static String words(Desk desk, String state) {
    return CampaignState.fromCode(state)
        .map(desk::name)
        .orElseGet(() -> desk.words().or("request.status." + state, state));
  }

  static String look(String state) {
    return switch (state) {
      case "halted", "cancelled" -> "late";
      case "awaiting-approval", "waiting", "canary" -> "warn";
      case "completed", "running" -> "ok";
      default -> "plain";
    };
  }
}
