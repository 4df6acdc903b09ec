using System.Collections.Immutable;
using Breezeway.Annex;

namespace Breezeway.Remotes.P2P.Messages;

// How a connection starts: transfer.md 2.2.
public abstract partial record Message
{
    /// <summary>From the client, on sockets only.</summary>
    public sealed record Auth(Uuid Client, string AuthToken) : Message
    {
        internal const string Verb = "AUTH";
        internal static Auth? Parse(string rest) =>
            Fields.Split(rest, out string uuid, out string token) && token.Length > 0 && Fields.OneUuid(uuid) is { } u ? new(u, token) : null;
        public override string Format() => $"{Verb} {Client} {AuthToken}";
    }

    /// <summary>The server's first words, with its repository's uuid.</summary>
    public sealed record AuthSuccess(Uuid Server) : Message
    {
        internal const string Verb = "AUTH-SUCCESS";
        internal static AuthSuccess? Parse(string rest) => Fields.OneUuid(rest) is { } u ? new(u) : null;
        public override string Format() => $"{Verb} {Server}";
    }

    public sealed record AuthFailure : Message
    {
        internal const string Verb = "AUTH-FAILURE";
        public override string Format() => Verb;
    }

    /// <summary>The highest version that the sender speaks; from a server, the one that is used from now on. Never negative.</summary>
    public sealed record Version(long Number) : Message
    {
        internal const string Verb = "VERSION";
        internal static Version? Parse(string rest) => Fields.Unsigned(rest) is long n ? new(n) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(Number)}";
    }

    /// <summary>Cluster nodes and gateways not to be relayed through; has no answer.</summary>
    public sealed record Bypass(ImmutableArray<Uuid> Uuids) : Message
    {
        internal const string Verb = "BYPASS";
        internal static Bypass? Parse(string rest) => Fields.Uuids(rest) is { } u ? new(u) : null;
        public override string Format() => Fields.List(Verb, Uuids);
        public bool Equals(Bypass? other) => other is not null && Uuids.AsSpan().SequenceEqual(other.Uuids.AsSpan());
        public override int GetHashCode() => Uuids.Length;
    }
}
