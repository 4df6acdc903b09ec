namespace Breezeway.Sync.Transfer;

/// <summary>How an attempt to move content ended.</summary>
public abstract record TransferOutcome
{
    TransferOutcome() { }

    /// <summary>It is there now. <see cref="HadIt"/>: it was before.</summary>
    public sealed record Done(bool HadIt = false) : TransferOutcome;

    /// <summary>It did not work out; every line is for the user.</summary>
    public sealed record Failed(IReadOnlyList<string> Messages) : TransferOutcome
    {
        public Failed(string message) : this([message]) { }
    }

    public bool IsDone => this is Done;
}
