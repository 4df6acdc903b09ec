using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class GetCommand : AnnexCommand
{
    public override string Name => "get";
    public override Section Section => Section.Common;
    public override string Summary => "make content of annexed files available";
    public override string Parameters => "[PATH ...]";
    public override string Description => "Gets the content of annexed files from the cheapest remotes that have it. Nothing is done for files whose content is here.";

    public override IReadOnlyList<Option> Options =>
        [ContentOptions.From, ContentOptions.Auto, ContentOptions.Incomplete, .. ContentOptions.Keys, ContentOptions.Failed, .. ContentOptions.Batches, .. ContentOptions.Transfers];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        var from = arguments.Value(ContentOptions.From) is { } name ? run.RemoteNamed(name) : null;
        var getting = new Getting(run, run.Names);
        void Act(SeekItem item)
        {
            if (run.Repository.Objects.Has(item.Key)) return;
            if (from is not null && !run.Repository.LocationsOf(item.Key).Contains(from.Uuid)) return;
            var report = run.Start(item);
            report.End(from is null ? getting.FromAny(item.Key, item.FileName, report, CancellationToken.None)
                : getting.From(from, item.Key, item.FileName, report, CancellationToken.None));
        }
        Action<SeekItem> act = Act;
        if (arguments.Has(ContentOptions.Auto)) act = CopyCommand.OnlyWhereWanted(run, run.Repository.Uuid, act);
        new SeekRun(run) { Overlap = !Out.IsTerminal }.Do(act);
        return run.Finish();
    }
}
