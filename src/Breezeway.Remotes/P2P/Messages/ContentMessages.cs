using Breezeway.Annex.Keys;

namespace Breezeway.Remotes.P2P.Messages;

// Presence, locking and removal: transfer.md 2.3.
public abstract partial record Message
{
    public sealed record CheckPresent(Key Key) : Message
    {
        internal const string Verb = "CHECKPRESENT";
        internal static CheckPresent? Parse(string rest) => Key.TryParse(rest) is { } k ? new(k) : null;
        public override string Format() => $"{Verb} {Key}";
    }

    public sealed record LockContent(Key Key) : Message
    {
        internal const string Verb = "LOCKCONTENT";
        internal static LockContent? Parse(string rest) => Key.TryParse(rest) is { } k ? new(k) : null;
        public override string Format() => $"{Verb} {Key}";
    }

    /// <summary>Has no answer.</summary>
    public sealed record UnlockContent : Message
    {
        internal const string Verb = "UNLOCKCONTENT";
        public override string Format() => Verb;
    }

    public sealed record Remove(Key Key) : Message
    {
        internal const string Verb = "REMOVE";
        internal static Remove? Parse(string rest) => Key.TryParse(rest) is { } k ? new(k) : null;
        public override string Format() => $"{Verb} {Key}";
    }

    /// <summary>Remove, but only while the server's clock (<see cref="GetTimestamp"/>) is before <paramref name="Seconds"/>.</summary>
    public sealed record RemoveBefore(long Seconds, Key Key) : Message
    {
        internal const string Verb = "REMOVE-BEFORE";
        internal static RemoveBefore? Parse(string rest) =>
            Fields.Split(rest, out string ts, out string key) && Fields.Signed(ts) is long n && Key.TryParse(key) is { } k ? new(n, k) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(Seconds)} {Key}";
    }

    public sealed record GetTimestamp : Message
    {
        internal const string Verb = "GETTIMESTAMP";
        public override string Format() => Verb;
    }

    /// <summary>Seconds of the server's monotonic clock.</summary>
    public sealed record Timestamp(long Seconds) : Message
    {
        internal const string Verb = "TIMESTAMP";
        internal static Timestamp? Parse(string rest) => Fields.Signed(rest) is long n ? new(n) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(Seconds)}";
    }
}
