using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Tests.Logs;

public class LogClockTests
{
    readonly LogClock _clock = new(FixedTime.At1795491028);

    [Fact]
    public void Now_is_in_whole_seconds() => Assert.Equal("1795491028s", _clock.Now().ToString());

    [Theory]
    [InlineData("1795491027.9s", "1795491028s")]
    [InlineData("1795491028s", "1795491029s")]
    [InlineData("1795557798.5s", "1795557799.5s")]
    public void A_change_is_newer_than_what_it_replaces(string old, string now) => Assert.Equal(now, _clock.After(LogTime.Parse(old)).ToString());

    [Fact]
    public void A_change_of_an_entry_without_time_is_now() => Assert.Equal(_clock.Now(), _clock.After(LogTime.Unknown));

    [Theory]
    [InlineData("1895491028.25s", "1895491028.25s")]
    [InlineData("7", "7s")]
    [InlineData("-7.5", "-7.5s")]
    [InlineData("soon", "1795491028s")]
    [InlineData("", "1795491028s")]
    public void The_vector_clock_is_taken_as_it_is_when_it_parses(string env, string now) =>
        Assert.Equal(now, new LogClock(FixedTime.At1795491028, env).Now().ToString());

    [Fact]
    public void The_vector_clock_advances_by_a_second() =>
        Assert.Equal("1895491029.25s", new LogClock(TimeProvider.System, "1895491028.25s").After(LogTime.Parse("1895491028.25s")).ToString());
}
