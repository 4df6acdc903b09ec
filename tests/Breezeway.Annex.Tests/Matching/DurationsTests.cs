using Breezeway.Annex.Matching;

namespace Breezeway.Annex.Tests.Matching;

public class DurationsTests
{
    [Theory]
    // As MID's schedule reads and prints them.
    [InlineData("30m", "30m")]
    [InlineData("90m", "1h30m")]
    [InlineData("1h5m3s", "1h5m")]
    [InlineData("1d2h3m4s", "1d2h")]
    [InlineData("1y3h", "1y")]
    [InlineData("1y1d1h", "1y1d")]
    [InlineData("3661s", "1h1m")]
    [InlineData("59s", "59s")]
    [InlineData("60s", "1m")]
    [InlineData("0s", "0s")]
    [InlineData("1h1s", "1h")]
    [InlineData("5m5m", "10m")]
    [InlineData("7", "7s")]
    [InlineData("1h5", "1h")]
    [InlineData("5m1h", "1h5m")]
    [InlineData("400d", "1y35d")]
    [InlineData("36500d", "100y")]
    [InlineData("01h", "1h")]
    public void Durations_are_read_and_printed(string text, string printed)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(printed, Durations.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("1.5h")]
    [InlineData("1H")]
    [InlineData("1 h")]
    [InlineData("1h 5m")]
    [InlineData("1w")]
    [InlineData("-1h")]
    [InlineData("1ms")]
    [InlineData("1hour")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void A_duration_beyond_all_measure_is_the_longest_there_is()
    {
        Assert.True(Durations.TryParse("99999999999999999999999y", out var d));
        Assert.Equal(TimeSpan.MaxValue, d);
        Assert.True(Durations.TryParse("1y2d", out d));
        Assert.Equal(TimeSpan.FromDays(367), d);
    }
}
