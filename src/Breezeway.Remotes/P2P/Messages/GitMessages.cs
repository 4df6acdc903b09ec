using System.Collections.Immutable;
using Breezeway.Git.Objects;

namespace Breezeway.Remotes.P2P.Messages;

// git itself, and its refs: transfer.md 2.3.
public abstract partial record Message
{
    /// <summary>Asks to be relayed to a git service of the server's repository.</summary>
    public sealed record Connect(GitService Service) : Message
    {
        internal const string Verb = "CONNECT";
        internal static Connect? Parse(string rest) => rest switch
        {
            UploadPack => new(GitService.UploadPack),
            ReceivePack => new(GitService.ReceivePack),
            _ => null,
        };
        public override string Format() => $"{Verb} {(Service == GitService.UploadPack ? UploadPack : ReceivePack)}";
        const string UploadPack = "git-upload-pack", ReceivePack = "git-receive-pack";
    }

    /// <summary>The git service ended with this exit code, and with it the connection.</summary>
    public sealed record ConnectDone(int ExitCode) : Message
    {
        internal const string Verb = "CONNECTDONE";
        internal static ConnectDone? Parse(string rest) =>
            Fields.Signed(rest) is long n and >= int.MinValue and <= int.MaxValue ? new((int)n) : null;
        public override string Format() => $"{Verb} {Fields.Decimal(ExitCode)}";
    }

    /// <summary>Asks to be told of the next change of refs.</summary>
    public sealed record NotifyChange : Message
    {
        internal const string Verb = "NOTIFYCHANGE";
        public override string Format() => Verb;
    }

    /// <summary>Refs now have these values.</summary>
    public sealed record Changed(ImmutableArray<Sha> Shas) : Message
    {
        internal const string Verb = "CHANGED";
        internal static Changed? Parse(string rest) => Fields.Shas(rest) is { } s ? new(s) : null;
        public override string Format() => Fields.List(Verb, Shas);
        public bool Equals(Changed? other) => other is not null && Shas.AsSpan().SequenceEqual(other.Shas.AsSpan());
        public override int GetHashCode() => Shas.Length;
    }
}
