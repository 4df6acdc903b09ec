using Breezeway.Assistant.Watch;

namespace Breezeway.Assistant.Tests.Watch;

public sealed class PacingTests
{
    static TimeSpan Ms(double n) => TimeSpan.FromMilliseconds(n);

    [Fact]
    public void The_first_batch_after_a_pause_goes_at_once()
    {
        var p = new Pacing();
        p.Delivered(Ms(1000));
        Assert.Equal(Ms(1005), p.Due);
        p.Delivered(Ms(1200));
        Assert.Equal(Ms(1205), p.Due);
    }

    [Fact]
    public void In_a_burst_batches_come_ever_less_often_up_to_a_limit()
    {
        var p = new Pacing();
        var at = Ms(1000);
        var gaps = new List<double>();
        for (int i = 0; i < 7; i++)
        {
            p.Delivered(at);
            gaps.Add((p.Due - at).TotalMilliseconds);
            at = p.Due;
        }
        Assert.Equal([5, 10, 20, 40, 50, 50, 50], gaps);
    }
}
