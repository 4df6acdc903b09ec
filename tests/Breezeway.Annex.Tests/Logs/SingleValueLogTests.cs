using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Tests.Logs;

public class SingleValueLogTests
{
    readonly LogClock _clock = new(FixedTime.At1795491028);

    [Theory]
    [InlineData("1795490814.533838544s 2\n", 2)]
    [InlineData("1795557798s 4\n", 4)]
    [InlineData("3s 4\n3s 5\n3s 10\n4s foo\n", 10)]
    [InlineData("4s 2\n3s 9\n", 2)]
    [InlineData("3s -4\n", 1)]
    [InlineData("3s 0", 1)]
    [InlineData("3s 4 x\n2s  5\n1s 6 \n", 4)]
    [InlineData("foo\n3s\n", null)]
    [InlineData("", null)]
    public void The_newest_number_counts_and_of_equally_new_ones_the_greater(string text, int? copies) => Assert.Equal(copies, NumCopiesLog.Parse(text));

    [Fact]
    public void Setting_leaves_one_line()
    {
        Assert.Equal("1795491028s 2\n", NumCopiesLog.Set("3s 4\n9995566877s foo\n", 2, _clock));
        string text = NumCopiesLog.Set("", 1, _clock);
        for (int n = 2; n <= 4; n++) text = NumCopiesLog.Set(text, n, _clock);
        Assert.Equal("1795491031s 4\n", text);
        Assert.Throws<ArgumentOutOfRangeException>(() => NumCopiesLog.Set("", 0, _clock));
    }
}
