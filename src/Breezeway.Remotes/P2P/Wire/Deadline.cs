namespace Breezeway.Remotes.P2P.Wire;

/// <summary>A token that fires when the caller's does or when a time has passed since the last <see cref="Renew()"/>.</summary>
public sealed class Deadline : IDisposable
{
    readonly CancellationToken _outer;
    readonly CancellationTokenSource _source;
    readonly CancellationTokenRegistration _registration;
    TimeSpan _limit;

    /// <param name="limit"><see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken token)
    {
        _outer = token;
        _limit = limit;
        _source = new CancellationTokenSource(limit, time);
        _registration = token.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>True when it was the time, not the caller.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !_outer.IsCancellationRequested;

    public TimeSpan Limit => _limit;

    /// <summary>Something happened: the time starts anew. No effect once fired.</summary>
    public void Renew() => _source.CancelAfter(_limit);

    /// <summary>As <see cref="Renew()"/>, with another limit from now on.</summary>
    public void Renew(TimeSpan limit)
    {
        _limit = limit;
        _source.CancelAfter(limit);
    }

    /// <summary>Stops the time while this end does something of its own.</summary>
    public void Pause() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
