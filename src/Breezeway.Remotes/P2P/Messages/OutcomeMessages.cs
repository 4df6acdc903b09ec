using System.Collections.Immutable;
using Breezeway.Annex;

namespace Breezeway.Remotes.P2P.Messages;

// What came of it: transfer.md 2.3.
public abstract partial record Message
{
    public sealed record Success : Message
    {
        internal const string Verb = "SUCCESS";
        public override string Format() => Verb;
    }

    /// <summary>From version 2: done here, and in these repositories too.</summary>
    public sealed record SuccessPlus(ImmutableArray<Uuid> Uuids) : Message
    {
        internal const string Verb = "SUCCESS-PLUS";
        internal static SuccessPlus? Parse(string rest) => Fields.Uuids(rest) is { } u ? new(u) : null;
        public override string Format() => Fields.List(Verb, Uuids);
        public bool Equals(SuccessPlus? other) => other is not null && Uuids.AsSpan().SequenceEqual(other.Uuids.AsSpan());
        public override int GetHashCode() => Uuids.Length;
    }

    public sealed record Failure : Message
    {
        internal const string Verb = "FAILURE";
        public override string Format() => Verb;
    }

    /// <summary>From version 2: failed here, but done in these repositories.</summary>
    public sealed record FailurePlus(ImmutableArray<Uuid> Uuids) : Message
    {
        internal const string Verb = "FAILURE-PLUS";
        internal static FailurePlus? Parse(string rest) => Fields.Uuids(rest) is { } u ? new(u) : null;
        public override string Format() => Fields.List(Verb, Uuids);
        public bool Equals(FailurePlus? other) => other is not null && Uuids.AsSpan().SequenceEqual(other.Uuids.AsSpan());
        public override int GetHashCode() => Uuids.Length;
    }

    /// <summary>The text is for people; control characters in it are replaced when it is sent.</summary>
    public sealed record Error(string Text) : Message
    {
        internal const string Verb = "ERROR";
        internal static Error Parse(string rest) => new(rest);
        public override string Format()
        {
            var clean = string.Create(Math.Min(Text.Length, 1000), Text, (to, text) =>
            {
                for (int i = 0; i < to.Length; i++) to[i] = text[i] is < ' ' or '\x7f' ? ' ' : text[i];
            });
            return $"{Verb} {clean}";
        }
    }
}
