namespace Breezeway.Sync.Transfer;

/// <summary>Carries one transfer out as often as its policy says.</summary>
sealed class Retrying(RetryPolicy policy, TimeProvider time)
{
    /// <param name="attempt">Is given where to report how many bytes are over.</param>
    public TransferOutcome Run(Func<Action<long>, TransferOutcome> attempt, CancellationToken stop)
    {
        int forward = 0, plain = 0;
        long before = 0;
        while (true)
        {
            long reached = 0;
            var outcome = attempt(n => reached = Math.Max(reached, n));
            if (outcome.IsDone) return outcome;
            bool further = reached > before;
            if (policy.Next(forward, plain, further) is not { } delay) return outcome;
            if (delay == TimeSpan.Zero) forward++; else plain++;
            before = Math.Max(before, reached);
            if (delay > TimeSpan.Zero) Wait(delay, stop);
            stop.ThrowIfCancellationRequested();
        }
    }

    void Wait(TimeSpan delay, CancellationToken stop) => Task.Delay(delay, time, stop).Wait(stop);
}
