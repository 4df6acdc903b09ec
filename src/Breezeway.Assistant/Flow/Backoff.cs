namespace Breezeway.Assistant.Flow;

/// <summary>Waits that double after each failure, from 1 s to 5 min, with a random part so that nodes do not knock in step; any sign of life starts anew.</summary>
public sealed class Backoff(Random random)
{
    static readonly TimeSpan s_first = TimeSpan.FromSeconds(1), s_last = TimeSpan.FromMinutes(5);
    TimeSpan _next = s_first;

    /// <summary>How long to wait after a failure now.</summary>
    public TimeSpan Failed()
    {
        var wait = _next * (0.8 + 0.4 * random.NextDouble());
        _next = _next * 2 < s_last ? _next * 2 : s_last;
        return wait;
    }

    public void Reset() => _next = s_first;
}
