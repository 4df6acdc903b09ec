using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class CopyCommand : AnnexCommand
{
    public override string Name => "copy";
    public override Section Section => Section.Common;
    public override string Summary => "copy content of files to/from another repository";
    public override string Parameters => "[PATH ...]";

    public override IReadOnlyList<Option> Options =>
        [.. MoveArguments.Options, .. ContentOptions.Keys, ContentOptions.Failed, ContentOptions.Auto, .. ContentOptions.Batches, .. ContentOptions.Transfers];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        var (act, to) = MoveArguments.Read(run, new Moving(run, removes: false));
        if (arguments.Has(ContentOptions.Auto)) act = OnlyWhereWanted(run, to?.Uuid ?? run.Repository.Uuid, act);
        new SeekRun(run) { Overlap = !Out.IsTerminal }.Do(act);
        return run.Finish();
    }

    /// <summary>--auto: where copies are lacking, or the destination wants it.</summary>
    internal static Action<SeekItem> OnlyWhereWanted(CommandRun run, Uuid destination, Action<SeekItem> act) => item =>
    {
        if (IsLacking(run, item) || run.Preferences.Wants(item, destination, otherwise: false)) act(item);
    };

    static bool IsLacking(CommandRun run, SeekItem item) =>
        run.Locations.Of(item.Key).Count(u => run.Locations.TrustOf(u) > TrustLevel.Untrusted) < run.Copies.Of(item.Key, item.File?.Path).NumCopies.Count;
}
