using Breezeway.Annex.Logs;
using CsCheck;

namespace Breezeway.Annex.Tests.Logs;

public class LogTimeTests
{
    [Theory]
    [InlineData("1795491028.54328665s", "1795491028.54328665s")]
    [InlineData("1795491028s", "1795491028s")]
    [InlineData("1795491028", "1795491028s")]
    [InlineData("1895491028.25s", "1895491028.25s")]
    [InlineData("1895491028.2500", "1895491028.25s")]
    [InlineData("1795490729.1234567890123456s", "1795490729.123456789012s")]
    [InlineData("-7.5s", "-7.5s")]
    [InlineData("+5s", "5s")]
    [InlineData("007s", "7s")]
    [InlineData("0", "0s")]
    [InlineData("99999999999999999999999999s", "99999999999999999999999999s")]
    public void A_timestamp_is_read_and_written(string text, string written) => Assert.Equal(written, LogTime.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-")]
    [InlineData(".5s")]
    [InlineData("5.s")]
    [InlineData("5ss")]
    [InlineData("5. 5")]
    [InlineData("1e3s")]
    [InlineData("5.5.5")]
    [InlineData(" 5s")]
    [InlineData("999999999999999999999999999s")]
    public void Other_text_is_no_timestamp(string text) => Assert.False(LogTime.TryParse(text, out _));

    [Fact]
    public void Times_compare_by_value_to_the_last_digit()
    {
        string[] ascending = ["-7.5s", "-7s", "-0.5", "0", "0.000000000001", "1795491028.9", "1795491028.91", "1795491028.910000001", "1795491029"];
        var times = ascending.Select(t => LogTime.Parse(t)).ToArray();
        Assert.Equal(times, times.Reverse().Order());
        Assert.Equal(LogTime.Parse("5.0"), LogTime.Parse("5s"));
    }

    [Fact]
    public void Unknown_is_older_than_everything_and_written_as_zero()
    {
        Assert.True(LogTime.Unknown < LogTime.Parse("-99999999999"));
        Assert.Equal("0", LogTime.Unknown.ToString());
    }

    [Theory]
    [InlineData("1895491028.25s", "1895491029.25s", "1895491028.250000000001s")]
    [InlineData("-0.5s", "0.5s", "-0.499999999999s")]
    public void The_next_second_and_the_next_instant(string text, string second, string instant)
    {
        Assert.Equal(second, LogTime.Parse(text).NextSecond().ToString());
        Assert.Equal(instant, LogTime.Parse(text).NextInstant().ToString());
    }

    [Theory]
    [InlineData("5.9", 5)]
    [InlineData("-5.1", -6)]
    [InlineData("99999999999999999999999999s", null)]
    public void Whole_seconds_are_rounded_down(string text, int? seconds) => Assert.Equal(seconds, LogTime.Parse(text).WholeSeconds);

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Gen.Select(Gen.Long[-1L << 60, 1L << 60], Gen.Long[0, 999_999_999_999]).Sample((s, f) =>
        {
            var t = LogTime.Parse($"{s}.{f:D12}s");
            Assert.Equal(t, LogTime.Parse(t.ToString()));
        });
}
