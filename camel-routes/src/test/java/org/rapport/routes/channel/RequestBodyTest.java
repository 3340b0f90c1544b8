package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of webhooks, as anybody may send them. */
class RequestBodyTest {
  @Test
  void whenThereIsAByteOrderMark_thenItIsPassedOver() {
    assertThat(RequestBody.json(body(bytes("\ufeff{\"a\":1}")))).isPresent();
  }

  @Test
  void whenTheBodyIsPacked_thenItIsUnpacked() throws IOException {
    assertThat(RequestBody.json(body(packed("[{\"a\":1}]")))).isPresent();
    assertThat(RequestBody.bytes(body(packed("x".repeat(1 << 20))))).isEmpty();
    assertThat(RequestBody.bytes(body(new byte[] {0x1f, (byte) 0x8b, 1, 2}))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\":1} x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":NaN}",
        "{\"a\":11111111111111111111111111111111111111111}"
      })
  void whenItIsNoJson_thenThereIsNone(String text) {
    assertThat(RequestBody.json(body(bytes(text)))).isEmpty();
  }

  @Test
  void whenItIsNoTextOrTooDeep_thenThereIsNone() {
    assertThat(RequestBody.json(body(new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0})))
        .isEmpty();
    assertThat(RequestBody.json(body(new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'})))
        .isEmpty();
    assertThat(RequestBody.json(body(bytes("[".repeat(101) + "]".repeat(101))))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":1e99999}", "{\"a\":{}}"})
  void whenAFieldOfAnInquiryCannotBeKept_thenItIsMalformed(String text) {
    assertThat(new LeadWebhook(null).malformed(body(bytes(text)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"From=%2B1&MessageSid=a%00b", "From=%FF&MessageSid=a", "From=1", ""})
  void whenAFormHoldsWhatIsNoText_thenItIsMalformed(String form) {
    assertThat(new SmsInboundWebhook("t", "u").malformed(body(bytes(form)))).isTrue();
  }

  @Test
  void whenAFormComesInParts_thenItIsRead() {
    Exchange exchange =
        body(
            bytes(
                "--b1\r\nContent-Disposition: form-data; name=\"From\"\r\n\r\n+1416\r\n"
                    + "--b1\r\ncontent-disposition: form-data; name=\"Body\"\r\n"
                    + "Content-Type: text/plain\r\n\r\ntwo\r\nlines\r\n--b1--\r\n"));
    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "multipart/form-data; boundary=b1");

    assertThat(FormBody.of(exchange))
        .containsEntry("From", "+1416")
        .containsEntry("Body", "two\r\nlines");
  }

  private static Exchange body(byte[] bytes) {
    Exchange exchange = TestExchanges.empty();
    exchange.getMessage().setBody(bytes);
    return exchange;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(text));
    }
    return packed.toByteArray();
  }
}
