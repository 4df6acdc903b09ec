using System.Collections.Immutable;
using Breezeway.Annex;
using Breezeway.Annex.Keys;

namespace Breezeway.Remotes.P2P.Messages;

// Moving content: transfer.md 2.3.
public abstract partial record Message
{
    /// <summary>Asks for content from an offset (bytes) on. <paramref name="File"/> is unescaped, empty for none.</summary>
    public sealed record Get(long Offset, string File, Key Key) : Message
    {
        internal const string Verb = "GET";
        internal static Get? Parse(string rest) =>
            Fields.Split(rest, out string offset, out rest) && Fields.Split(rest, out string file, out string key)
            && Fields.Unsigned(offset) is long n && AssociatedFile.TryUnescape(file) is { } f && Key.TryParse(key) is { } k ? new(n, f, k) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(Offset)} {AssociatedFile.Escape(File)} {Key}";
    }

    /// <summary>Offers content. <paramref name="File"/> is unescaped, empty for none.</summary>
    public sealed record Put(string File, Key Key) : Message
    {
        internal const string Verb = "PUT";
        internal static Put? Parse(string rest) =>
            Fields.Split(rest, out string file, out string key)
            && AssociatedFile.TryUnescape(file) is { } f && Key.TryParse(key) is { } k ? new(f, k) : null;
        public override string Format() => $"{Verb} {AssociatedFile.Escape(File)} {Key}";
    }

    /// <summary>The content is wanted from this offset (bytes) on.</summary>
    public sealed record PutFrom(long Offset) : Message
    {
        internal const string Verb = "PUT-FROM";
        internal static PutFrom? Parse(string rest) => Fields.Unsigned(rest) is long n ? new(n) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(Offset)}";
    }

    public sealed record AlreadyHave : Message
    {
        internal const string Verb = "ALREADY-HAVE";
        public override string Format() => Verb;
    }

    /// <summary>The content is here, and in these repositories too.</summary>
    public sealed record AlreadyHavePlus(ImmutableArray<Uuid> Uuids) : Message
    {
        internal const string Verb = "ALREADY-HAVE-PLUS";
        internal static AlreadyHavePlus? Parse(string rest) => Fields.Uuids(rest) is { } u ? new(u) : null;
        public override string Format() => Fields.List(Verb, Uuids);
        public bool Equals(AlreadyHavePlus? other) => other is not null && Uuids.AsSpan().SequenceEqual(other.Uuids.AsSpan());
        public override int GetHashCode() => Uuids.Length;
    }

    /// <summary>So many raw bytes follow the line.</summary>
    public sealed record Data(long Length) : Message
    {
        internal const string Verb = "DATA";
        internal static Data? Parse(string rest) => Fields.Unsigned(rest) is long n ? new(n) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(Length)}";
    }

    /// <summary>From version 4, instead of DATA: the content is in place by other means.</summary>
    public sealed record DataPresent : Message
    {
        internal const string Verb = "DATA-PRESENT";
        public override string Format() => Verb;
    }

    /// <summary>From version 1, after the data: it did not change while it was sent.</summary>
    public sealed record Valid : Message
    {
        internal const string Verb = "VALID";
        public override string Format() => Verb;
    }

    /// <summary>From version 1, after the data: it may have changed while it was sent, or there is none.</summary>
    public sealed record Invalid : Message
    {
        internal const string Verb = "INVALID";
        public override string Format() => Verb;
    }
}
