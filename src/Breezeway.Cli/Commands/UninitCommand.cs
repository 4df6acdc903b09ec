using Breezeway.Annex;
using Breezeway.Annex.Init;
using Breezeway.Annex.Keys;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class UninitCommand : AnnexCommand
{
    const string LeftOver = """
        Not fully uninitialized
        Some annexed data is still left in .git/annex/objects/
        This may include deleted files, or old versions of modified files.

        If you don't care about preserving the data, just delete the
        directory.

        Or, you can move it to another location, in case it turns out
        something in there is important.

        Or, you can run `git annex unused` followed by `git annex dropunused`
        to remove data that is not used by any tag or branch, which might
        take care of all the data.

        Then run `git annex uninit` again to finish.

        """;

    public override string Name => "uninit";
    public override Section Section => Section.Utility;
    public override string Summary => "de-initialize git-annex and clean out repository";
    public override IReadOnlyList<Option> Options => OutputOptions.WithJson;

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count > 0) throw new UserError("This command takes no parameters.");
        if (!Step(run, "uninit check", _ => Obstacle(run))) return run.Reporter.Finish();
        var uninit = new Uninitialiser(run.Repository);
        var taken = run.Repository.IsBare ? [] : TakeOut(run);
        if (taken is null) return run.Finish();
        if (!Step(run, "uninit objects", _ => { uninit.RemoveObjects(taken); return uninit.HasObjects ? LeftOver : null; })) return run.Finish();
        Step(run, "uninit finish", report => { uninit.Finish(report.Error); return null; });
        return run.Reporter.Finish();
    }

    static bool Step(CommandRun run, string name, Func<ActionReport, string?> step)
    {
        var report = run.Reporter.Start("", name: name);
        if (step(report) is { } failure) { report.Fail(failure); return false; }
        report.End(true);
        return true;
    }

    static string? Obstacle(CommandRun run)
    {
        if (run.Repository.Refs.CurrentBranch == "git-annex") return "cannot uninit when the git-annex branch is checked out";
        return run.Prefix.Length > 0 ? "can only run uninit from the top of the git repository" : null;
    }

    /// <summary>Every annexed file whose content is here becomes an ordinary one; returns the keys whose content is in such files now, null after a failure.</summary>
    static HashSet<Key>? TakeOut(CommandRun run)
    {
        using var changes = new IndexChanges(run.Repository);
        var locking = new FileLocking(run.Repository, changes);
        var taken = new HashSet<Key>();
        bool failed = false;
        foreach (var file in AnnexedFiles.In(run.Repository, run.Repository.Index.Read()))
        {
            if (!run.Repository.Objects.Has(file.Key)) continue;
            var report = run.Reporter.Start(file.Path, file.Path, file.Key, [file.Path], "unannex");
            // the first file of a key becomes the object itself, further ones are copies
            bool ok = locking.Unannex(file, fast: !taken.Contains(file.Key));
            if (ok && Holds(run, file)) taken.Add(file.Key);
            failed |= !ok;
            report.End(ok);
        }
        changes.Flush();
        if (changes.Any) { run.Reporter.Say("(recording state in git...)"); }
        return failed ? null : taken;
    }

    /// <summary>The file has the key's content, and may be written to.</summary>
    static bool Holds(CommandRun run, AnnexedFile file)
    {
        string path = run.Repository.PathOf(file.Path);
        if (Fs.LStat(path) is not { IsRegular: true } stat) return false;
        if ((stat.Mode & 0x80) == 0) Fs.SetPermissions(path, run.Repository.Permissions.WorkTreeMode(stat.Permissions & 0x1FF));
        return file.IsLocked || Annex.Backends.Verifier.CheckFile(file.Key, path) == Annex.Backends.VerifyResult.Good;
    }
}
