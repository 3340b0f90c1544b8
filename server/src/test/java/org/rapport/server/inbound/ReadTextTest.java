package org.rapport.server.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.inbound.Meaning.Kind;

/** Words of patients, in three languages and in the ways that people type them. */
class ReadTextTest {
  private final ReadText reader = new ReadText();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // R01: the words of the rule, and of carriers.
        "STOP | STOP",
        "stop. | STOP",
        "'  Stop!!! ' | STOP",
        "“STOP” | STOP",
        "ＳＴＯＰ | STOP",
        "S.T.O.P | STOP",
        "s t o p | STOP",
        "stoppp | STOP",
        "STOP 🛑 | STOP",
        "Stop please | STOP",
        "please stop, thanks | STOP",
        "QUIT | STOP",
        "end | STOP",
        "Revoke | STOP",
        "opt out | STOP",
        "OPT-OUT | STOP",
        "OPTOUT | STOP",
        "cancel | STOP",
        "unsubscribe | STOP",
        "STOPALL | STOP",
        "STOP ALL | STOP",
        "REMOVE | STOP",
        "ARRET | STOP",
        "ARRÊT | STOP",
        "arrêtez | STOP",
        "Arrêtez svp! | STOP",
        "fin | STOP",
        "ALTO | STOP",
        "PARAR | STOP",
        "alto por favor | STOP",
        "Cancelar | STOP",
        // R02: any reasonable wording.
        "please stop texting me | STOP",
        "I said stop sending me these things | STOP",
        "Don’t text me again | STOP",
        "dont text this number | STOP",
        "take me off your list | STOP",
        "I do not want to receive these | STOP",
        "arrêtez de m’écrire | STOP",
        "ne m'écrivez plus s'il vous plaît | STOP",
        "je ne veux plus recevoir vos textos | STOP",
        "por favor dejen de enviarme mensajes | STOP",
        "no me escriban más | STOP",
        "no quiero recibir esto | STOP",
        "wrong number | WRONG_NUMBER",
        "Sorry, you have the wrong number! | WRONG_NUMBER",
        "mauvais numéro | WRONG_NUMBER",
        "Número equivocado | WRONG_NUMBER",
        // Could be: kept as one, and a person looks.
        "Stop I never signed up | UNCLEAR_STOP",
        "can you stop the messages on Sundays | UNCLEAR_STOP",
        "stop that man | UNCLEAR_STOP",
        // Not about messages at all.
        "Should I quit my blood pressure pills the day before the visit? | OTHER",
        "is the bus stop close to the clinic entrance | OTHER",
        "START | START",
        "Unstop | START",
        "start please | START",
        "inicio | START",
        "reprendre | START",
        "HELP | HELP",
        "info | HELP",
        "Aide! | HELP",
        "AYUDA | HELP",
        "C | CONFIRM",
        "c. | CONFIRM",
        "Ｃ | CONFIRM",
        "Yes | CONFIRM",
        "yes, thank you | CONFIRM",
        "oui | CONFIRM",
        "Oui merci | CONFIRM",
        "sí | CONFIRM",
        "Si, gracias | CONFIRM",
        "confirmer | CONFIRM",
        "confirmar | CONFIRM",
        "I'll be there | CONFIRM",
        "R | RESCHEDULE",
        "reporter | RESCHEDULE",
        "reprogramar | RESCHEDULE",
        "Can I reschedule to Tuesday? | RESCHEDULE",
        "je voudrais une autre date | RESCHEDULE",
        "quiero cambiar mi cita | RESCHEDULE",
        "please cancel my appointment | CANCEL_VISIT",
        "je ne peux pas venir demain | CANCEL_VISIT",
        "no puedo ir mañana | CANCEL_VISIT",
        "Thanks! | COURTESY",
        "merci | COURTESY",
        "ok | COURTESY",
        "👍 | OTHER",
        "Where do I park? | OTHER",
        "yes but I will be late | OTHER",
        "I am out of office until Monday. To stop these replies wait. | AUTOMATIC"
      })
  void whenTheyWrite_thenItMeans(String text, Kind kind) {
    assertThat(reader.read(text).kind()).isEqualTo(kind);
  }

  /** As thumbs type, and as people say it who do not know our words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "stopp",
        "Sttop",
        "STPO",
        "sotp",
        "stopo",
        "stp",
        "plz stopp",
        "stopp texting me",
        "unsuscribe",
        "Unsubcribe me",
        "unsubscibe",
        "un-subscribe",
        "cancle",
        "optuot",
        "arretter",
        "arrétez",
        "desabonnner",
        "cancelr",
        "cancelar suscripción",
        "Quiero cancelar la suscripción",
        "no quiero mensajes",
        "No quiero más mensajes por favor",
        "ya no quiero recibir nada",
        "borren mi número",
        "déjenme en paz",
        "dejen de molestar",
        "quítenme de su lista",
        "no me mande más",
        "arrêtez de m'écrire",
        "Arrête de m’écrire",
        "je ne veux plus de messages",
        "supprimez mon numéro",
        "laissez-moi tranquille",
        "Cessez de me texter",
        "je veux me désabonner",
        "ne m'envoyez plus rien",
        "delete my number",
        "Please delete my phone number",
        "lose my number",
        "no more texts",
        "take me off your list",
        "leave me alone",
        "just leave me alone ok",
        "opt me out",
        "I don't want these messages",
        "dont send me anything",
        "stop bothering me",
        "🛑",
        "🚫",
        "⛔️",
        "🛑🛑🛑",
        "🙅‍♀️",
        "🛑 please"
      })
  void whenItIsMeantThough_thenItIsAStop(String text) {
    assertThat(reader.read(text).kind()).isEqualTo(Kind.STOP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"✋", "✋🏽", "🛑 texts", "spam", "go away", "stop it there"})
  void whenItMayBeMeant_thenNothingMoreGoes_andAPersonLooks(String text) {
    assertThat(reader.read(text).optsOut()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🛑 do not stop",
        "don't stop",
        "Do not stop!",
        "please don't stop the reminders",
        "dont stop texting me",
        "no paren",
        "n'arrêtez pas",
        "no dejen de escribirme",
        "please do not unsubscribe me",
        "the bus stop is closed",
        "bus stop",
        "text me at the bus stop",
        "I'll stop by tomorrow",
        "Stop by the office?",
        "stops",
        "shop",
        "je vais arriver",
        "obtener",
        "retener",
        "step",
        "spot",
        "top",
        "stoop",
        "cancer",
        "I have cancer",
        "arrêt d'autobus fermé",
        "The pain will not stop",
        "my phone stopped working yesterday",
        "remote",
        "is there parking",
        "✋ I have a question",
        "👍🛍️",
        "please don't cancel my visit"
      })
  void whenItIsNotMeant_thenItIsNone(String text) {
    assertThat(reader.read(text).optsOut()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I'm driving right now, I'll get back to you",
        "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get"
            + " where I’m going.",
        "(I’m not receiving notifications. If this is urgent, reply “urgent” to send a notification"
            + " through with your original message.)",
        "Do not disturb while driving",
        "This number does not accept messages",
        "The number you texted does not accept text messages. Reply STOP to opt out.",
        "Auto-reply: I am away from my desk",
        "This is an automated message. This mailbox is not monitored.",
        "Thank you for contacting Acme Plumbing! We will get back to you shortly.",
        "Je suis au volant, je vous réponds plus tard",
        "Réponse automatique : je suis absente du bureau",
        "Estoy conduciendo. Te respondo luego.",
        "Respuesta automática: de vacaciones hasta el lunes",
        "I am currently on vacation and will reply when I return"
      })
  void whenAMachineAnswers_thenNobodyHasSaidAnything(String text) {
    assertThat(reader.read(text).kind()).isEqualTo(Kind.AUTOMATIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "I'm out of the office Tuesday, can I reschedule? | RESCHEDULE",
        "I will be driving, where do I park? | OTHER",
        "I'll get back to you about Tuesday | OTHER",
        "don’t, stop | UNCLEAR_STOP",
      })
  void whenAPersonWritesLikeThat_thenItIsRead(String text, Kind kind) {
    assertThat(reader.read(text).kind()).isEqualTo(kind);
  }

  /** Whatever else stands beside it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "I want to die",
        "i wanna kill myself",
        "STOP or I'll kill myself",
        "C. Actually I want to end my life",
        "Thinking of suicide again",
        "je veux mourir",
        "J’ai envie d’en finir",
        "je pense à me suicider",
        "quiero morir",
        "no quiero vivir más",
        "estoy pensando en quitarme la vida"
      })
  void whenTheWordingIsOfACrisis_thenItIsNeverParsedAsAnythingElse(String text) {
    assertThat(reader.read(text)).isEqualTo(Meaning.of(Kind.CRISIS));
  }

  @ParameterizedTest
  @CsvSource({"C1, CONFIRM, 1", "c 2, CONFIRM, 2", "'R2 please', RESCHEDULE, 2", "C02, CONFIRM, 2"})
  void whenAPromptGaveATokenForASharedTelephone_thenItIsRead(String text, Kind kind, String token) {
    assertThat(reader.read(text).kind()).isEqualTo(kind);
    assertThat(reader.read(text).token()).isEqualTo(token);
  }

  @ParameterizedTest
  @CsvSource({"CANCEL, true", "End, true", "annuler, true", "cancelar, true", "STOP, false"})
  void whenAnOptOutIsAlsoAWordAboutVisits_thenItIsKnown(String text, boolean both) {
    assertThat(reader.aboutVisitToo(reader.read(text))).isEqualTo(both);
  }

  @Test
  void whenThereIsNoText_thenAPersonLooks() {
    assertThat(reader.read(null).kind()).isEqualTo(Kind.OTHER);
    assertThat(reader.read("").kind()).isEqualTo(Kind.OTHER);
  }
}
