using System.Globalization;

namespace Breezeway.Annex.Copies;

/// <summary>The outcome of <see cref="DropCheck.Decide"/>.</summary>
public abstract record DropDecision
{
    private DropDecision() { }

    /// <summary>Why it is unsafe, in git-annex's words (MID); null when it is safe, or required.</summary>
    public virtual string? Reason => null;

    public sealed record Safe(SafeDropProof Proof) : DropDecision;

    /// <summary>Required content is dropped only by force.</summary>
    public sealed record IsRequired : DropDecision
    {
        public const string Message = "That file is required content. It cannot be dropped!";
    }

    public sealed record TooFewCopies(int Found, NumCopies Needed) : DropDecision
    {
        public override string Reason => Needed.Count == 1
            ? "Could not verify the existence of the 1 necessary copy."
            : string.Create(CultureInfo.InvariantCulture, $"Could only verify the existence of {Found} out of {Needed} necessary copies.");
    }

    /// <summary>Enough copies were verified, but too few of them are locked or trusted.</summary>
    public sealed record TooFewLocked(int Found, MinCopies Needed) : DropDecision
    {
        public override string Reason =>
            string.Create(CultureInfo.InvariantCulture, $"Unable to lock down {Needed} {(Needed.Count == 1 ? "copy" : "copies")} of file necessary to safely drop it.");
    }
}
