namespace Breezeway.Assistant.Flow;

/// <summary>"There is something to do": any number of sets before anybody looks are one. Any thread sets, one service waits.</summary>
public sealed class Wake : IDisposable
{
    readonly AutoResetEvent _event = new(false);

    public void Set()
    {
        try { _event.Set(); }
        catch (ObjectDisposedException) { /* whoever would have been woken has ended */ }
    }

    /// <summary>True when it was set; false when the time was up or the token set.</summary>
    public bool Wait(TimeSpan limit, CancellationToken stop)
    {
        int index = WaitHandle.WaitAny([_event, stop.WaitHandle], limit < TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue ? Timeout.Infinite : (int)Math.Ceiling(limit.TotalMilliseconds));
        return index == 0;
    }

    public void Dispose() => _event.Dispose();
}
