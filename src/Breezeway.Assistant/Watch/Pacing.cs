namespace Breezeway.Assistant.Watch;

/// <summary>
/// When to hand out what was gathered: at once after a pause, and ever less often while things keep happening, so that each batch says more.
/// Pure; times are since any fixed moment.
/// </summary>
sealed class Pacing
{
    /// <summary>Between the first and second batch of a burst; then it doubles. DESIGN 3.</summary>
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5), Longest = TimeSpan.FromMilliseconds(50);
    /// <summary>A pause of this length ends a burst.</summary>
    internal static readonly TimeSpan Pause = Longest * 2;

    TimeSpan _window, _last;

    /// <summary>When the next batch may go.</summary>
    public TimeSpan Due => _last + _window;

    public void Delivered(TimeSpan now)
    {
        _window = now - _last >= Pause || _window == TimeSpan.Zero ? Shortest : _window * 2 < Longest ? _window * 2 : Longest;
        _last = now;
    }
}
