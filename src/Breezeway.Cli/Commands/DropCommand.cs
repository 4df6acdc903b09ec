using Breezeway.Cli.Options;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;
using Breezeway.Remotes;

namespace Breezeway.Cli.Commands;

public sealed class DropCommand : AnnexCommand
{
    public override string Name => "drop";
    public override Section Section => Section.Common;
    public override string Summary => "remove content of files from repository";
    public override string Parameters => "[PATH ...]";
    public override string Description => "Drops the content of annexed files from this repository, or from a remote, once enough copies elsewhere are verified.";

    public override IReadOnlyList<Option> Options =>
        [ContentOptions.From, ContentOptions.Auto, .. ContentOptions.Keys, .. ContentOptions.Batches, OutputOptions.Jobs, .. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        var from = arguments.Value(ContentOptions.From) is { } name ? run.RemoteNamed(name) : null;
        bool auto = arguments.Has(ContentOptions.Auto);
        var dropping = new Dropping(run);
        new SeekRun(run).Do(item => Act(run, dropping, from, auto, item));
        return run.Finish();
    }

    static void Act(CommandRun run, Dropping dropping, RemoteInfo? from, bool auto, SeekItem item)
    {
        var uuid = from?.Uuid ?? run.Repository.Uuid;
        if (from is null ? !run.Repository.Objects.Has(item.Key) : !run.Repository.LocationsOf(item.Key).Contains(uuid)) return;
        if (auto && !MayDropAutomatically(run, item, uuid)) return;
        var report = run.Start(item);
        if (from is not null) report.Note($"from {from.Name}...");
        report.End(from is null ? dropping.Here(item, report) : dropping.From(from, item, report));
    }

    /// <summary>Nobody wants it there, and the log knows enough others (policy.md 5).</summary>
    static bool MayDropAutomatically(CommandRun run, SeekItem item, Annex.Uuid uuid)
    {
        if (!run.Preferences.WantsDrop(item, uuid, otherwise: true)) return false;
        int others = run.Locations.Of(item.Key).Count(u => u != uuid && run.Locations.TrustOf(u) > Annex.Logs.TrustLevel.Untrusted);
        return others >= run.Copies.Of(item.Key, item.File?.Path).NumCopies.Count;
    }
}
