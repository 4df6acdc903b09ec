using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;
using Breezeway.Cli.Syncing;
using Breezeway.Git;

namespace Breezeway.Cli.Commands;

/// <summary>sync, pull, push, assist and satisfy: one way through the same steps (sync.md 1).</summary>
public sealed class SyncCommand(SyncCommandKind kind) : AnnexCommand
{
    public override string Name => kind.ToString().ToLowerInvariant();
    public override Section Section => Section.Common;
    public override string Parameters => "[REMOTE ...]";
    public override IReadOnlyList<Option> Options => SyncOptions.Of(kind);

    public override string Summary => kind switch
    {
        SyncCommandKind.Sync => "synchronize local repository with remotes",
        SyncCommandKind.Pull => "pull content from remotes",
        SyncCommandKind.Push => "push content to remotes",
        SyncCommandKind.Assist => "add files and sync changes with remotes",
        _ => "transfer and drop content as configured",
    };

    public override int Run(Arguments arguments)
    {
        // everything is about the whole work tree, and told from its top
        string from = Fs.CurrentDirectory;
        if (RepositoryLocation.Discover(from) is { WorkTree: { } top }) Fs.ChangeDirectory(top);
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        var steps = SyncSteps.Of(kind, arguments, new GlobalSettings(run.Repository));
        steps = steps with { ContentOf = [.. steps.ContentOf.Select(p => FromTop(run.Repository, RepositoryLocation.Absolute(p, from)))] };
        var sync = new SyncRun(run, steps);
        if (arguments.Has(SyncOptions.Cleanup)) sync.Cleanup(); else sync.Run();
        return run.Finish();
    }

    static string FromTop(AnnexRepository repository, string path) => path == repository.Top ? "."
        : path.StartsWith(repository.Top + "/", StringComparison.Ordinal) ? path[(repository.Top.Length + 1)..] : path;
}
