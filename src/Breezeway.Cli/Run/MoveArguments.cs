using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Seek;
using Breezeway.Remotes;

namespace Breezeway.Cli.Run;

/// <summary>From where to where, by --from, --to and --from-anywhere.</summary>
static class MoveArguments
{
    internal static readonly IReadOnlyList<Option> Options = [ContentOptions.From, ContentOptions.To, ContentOptions.FromAnywhere];

    /// <summary>What is done for each item; the destination, which --auto asks about, is null for here. Throws <see cref="UserError"/> for a combination that makes no sense.</summary>
    internal static (Action<SeekItem> Act, RemoteInfo? To) Read(CommandRun run, Moving moving)
    {
        string? from = run.Arguments.Value(ContentOptions.From), to = run.Arguments.Value(ContentOptions.To);
        bool anywhere = run.Arguments.Has(ContentOptions.FromAnywhere);
        if (to is null)
        {
            if (from is null || anywhere) throw new UserError("Specify --from or --to");
            var source = run.RemoteNamed(from);
            return (item => moving.From(source, item), null);
        }
        if (to == "here" && !anywhere) return from is null ? (moving.ToHere, null) : Read(run, moving, from);
        var destination = run.RemoteNamed(to);
        if (anywhere) return (item => moving.FromAnywhereTo(destination, item), destination);
        if (from is null) return (item => moving.To(destination, item), destination);
        var other = run.RemoteNamed(from);
        return (item => moving.FromTo(other, destination, item), destination);
    }

    static (Action<SeekItem>, RemoteInfo?) Read(CommandRun run, Moving moving, string from)
    {
        var source = run.RemoteNamed(from);
        return (item => moving.From(source, item), null);
    }
}
