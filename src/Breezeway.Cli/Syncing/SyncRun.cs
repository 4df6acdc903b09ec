using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Remotes;
using Breezeway.Sync;
using Breezeway.Sync.Commit;
using Breezeway.Sync.Merge;
using Breezeway.Sync.Plan;
using Breezeway.Sync.Pull;
using Breezeway.Sync.Push;

namespace Breezeway.Cli.Syncing;

/// <summary>Carries out sync, pull, push, assist and satisfy: the steps of sync.md 2 in their order, each told as the reference tells it.</summary>
public sealed class SyncRun
{
    readonly CommandRun _run;
    readonly SyncSteps _steps;
    readonly GitRunner _git;
    readonly GitMerging _merging;
    readonly GitPushing _pushing;
    readonly IReadOnlyList<RemoteInfo> _remotes;

    public SyncRun(CommandRun run, SyncSteps steps)
    {
        (_run, _steps) = (run, steps);
        if (steps.Branches) Branch.DemandUnadjusted();
        _git = new GitRunner(Repository, run.Reporter.Style.Quiet, Out.Flush);
        _merging = new GitMerging(Repository, _git, steps.Merging, () => run.Reporter.Say("\n  Merge conflict was automatically resolved; you may want to examine the result."));
        _pushing = new GitPushing(Repository, _git, run.Reporter.Warn);
        run.AutoInitRemotes = steps.Git;
        if (steps.Git) SyncRemotes.Initialise(Repository);
        _remotes = SyncRemotes.Select(Repository, run.Remotes, run.Arguments.Words, run.Fast, run.Reporter);
    }

    AnnexRepository Repository => _run.Repository;
    IEnumerable<RemoteInfo> GitRemotes => _remotes.Where(SyncRemotes.IsGit);

    CurrentBranch Branch => CurrentBranch.Of(Repository);

    public void Run()
    {
        WarnOfDefault();
        if (_steps.Add) Add();
        if (_steps.Commit && !Repository.IsBare) Commit();
        if (_steps.Git && _steps.Pulls && _steps.Branches) MergeLocal();
        if (_steps.Git && _steps.Pulls) foreach (var remote in GitRemotes) Pull(remote);
        if (_steps.Git) Repository.Branch.MergeAll();
        if (_steps.Content && new ContentPass(_run, _steps, _remotes).Run())
        {
            if (_steps.Git && _steps.Pulls) foreach (var remote in GitRemotes) Pull(remote);
            if (_steps.Git) Repository.Branch.MergeAll();
            Repository.Branch.Commit();
        }
        if (!_steps.Git) return;
        Repository.Branch.Commit();
        UpdateSynced();
        if (_steps.Pushes) Push();
    }

    void WarnOfDefault()
    {
        if (!_steps.ContentIsUnset || _remotes.Count == 0) return;
        var preferred = PreferredContentLog.Parse(Repository.Branch.Read(PreferredContentLog.Path));
        if (preferred.ContainsKey(Repository.Uuid) || _remotes.Any(r => !r.Uuid.IsNone && preferred.ContainsKey(r.Uuid)))
            _run.Reporter.Warn("git-annex sync will change default behavior in the future to send content to repositories that have preferred content configured. "
                + "If you do not want this to send any content, use --no-content (or -g) to prepare for that change. (Or you can configure annex.synccontent)");
    }

    void Add()
    {
        if (Repository.IsBare) return;
        using var policy = new Annex.WorkTree.FilePolicy(Repository, new Annex.WorkTree.AddOptions(_run.Arguments.Value(GlobalOptions.Backend), false, false));
        using var adder = new Breezeway.Sync.Add.Adder(Repository, policy);
        new Adding(_run, adder, policy) { Action = "add" }.Run(new WorkTreeSeek(_run, ignoreRules: true, others: true).Files(_steps.ContentOf));
        adder.Flush();
        if (adder.Changed) _run.Reporter.Say("(recording state in git...)");
    }

    /// <summary>The journal first, so that what the commit brings is known to whoever pulls; then all that changed of files git knows.</summary>
    void Commit()
    {
        var report = _run.Reporter.Start("", name: "commit");
        Repository.Branch.Commit();
        if (NothingToCommit.Holds(Repository))
        {
            report.Raw($"{(Branch.CheckedOut is { } name ? $"On branch {name}" : "HEAD detached")}\nnothing to commit\n");
            report.End(true);
            return;
        }
        report.Raw("");
        if (ConflictMarkers.Find(Repository) is { Count: > 0 } marked && !(_steps.Merging.Resolve && _merging.Resolve() && ConflictMarkers.Find(Repository).Count == 0))
        {
            report.Error($"{string.Join(", ", marked)}: conflict markers are left from a merge; edit, then git add (or: git merge --abort)");
            report.End(false);
            return;
        }
        IEnumerable<string> messages = _steps.Messages.Count > 0 ? _steps.Messages : [$"git-annex in {Description}"];
        string[] quiet = _git.Quiet ? ["--quiet"] : [];
        _git.Show(["commit", .. quiet, "-a", .. messages.SelectMany(m => new[] { "-m", m })]);
        report.End(true);
    }

    string Description => DescriptionLog.Parse(Repository.Branch.Read(DescriptionLog.Path)).GetValueOrDefault(Repository.Uuid, Repository.Uuid.Value);

    /// <summary>Merges what others have pushed here.</summary>
    void MergeLocal()
    {
        var branch = Branch;
        if (Repository.IsBare || branch.IsView || branch.SyncedRef is not { } synced || Repository.Refs.Read("HEAD") is null || !_merging.HasNews(synced)) return;
        var report = _run.Reporter.Start($"synced/{branch.Name}", name: "merge");
        report.End(Merge(synced, report));
    }

    bool Merge(string reference, ActionReport report)
    {
        report.Raw("\n");
        return _merging.Merge(reference) != MergeEnd.Failed;
    }

    void Pull(RemoteInfo remote)
    {
        if (!remote.Settings.Pull) return;
        var report = _run.Reporter.Start(remote.Name, name: "pull");
        report.Raw("");
        report.End(Fetch(remote) && (!_steps.Branches || MergeFrom(remote, report)));
    }

    GitRunner To(RemoteInfo remote) => _git.With(_run.Remotes.GitEnvironment(remote));

    bool Fetch(RemoteInfo remote)
    {
        if (remote.Path is { } path && FetchCheck.IsNeedless(Repository, remote.Name, path)) return true;
        string[] quiet = _git.Quiet ? ["--quiet"] : [];
        // a pattern that matches nothing is no error, a name that is not there is one
        string synced = $"refs/remotes/{remote.Name}/synced/git-annex";
        string[] only = _steps.Branches ? [] : ["git-annex", Repository.Refs.Read(synced) is null ? $"+refs/heads/synced/git-annex*:{synced}*" : "refs/heads/synced/git-annex"];
        return To(remote).Show(["fetch", .. quiet, remote.Name, .. only]) == 0;
    }

    bool MergeFrom(RemoteInfo remote, ActionReport report)
    {
        UpdateSynced();
        var branch = Branch;
        if (Repository.IsBare || branch.IsView || branch.Name is not { } name) return true;
        bool ok = true;
        foreach (string reference in (string[])[$"refs/remotes/{remote.Name}/{name}", $"refs/remotes/{remote.Name}/synced/{name}"])
            if (ok && _merging.HasNews(reference)) ok = Merge(reference, report);
        return ok;
    }

    /// <summary>synced/BRANCH is what the branch is.</summary>
    void UpdateSynced()
    {
        var branch = Branch;
        if (!_steps.Branches || branch.Ref is not { } own || Repository.Refs.Read(own) is not { } tip || Repository.Refs.Read(branch.SyncedRef!) == tip) return;
        Repository.Refs.TryUpdate(branch.SyncedRef!, tip, null, Repository.Identity.Committer, $"branch: Reset to {own}");
    }

    void Push()
    {
        string? branch = _steps.Branches ? Branch.Name : null;
        if (Repository.Refs.Read("HEAD") is null && _steps.Branches && !Repository.IsBare) return;
        if (branch is not null && Repository.Refs.Read($"refs/heads/{branch}") is null) branch = null;
        var due = GitRemotes.Where(r => r.Settings.Push && !r.Settings.ReadOnly && _pushing.IsNeeded(r.Name, branch)).ToList();
        if (_run.Jobs > 1 && due.Count > 1) Parallel.ForEach(due, new ParallelOptions { MaxDegreeOfParallelism = _run.Jobs }, r => PushTo(r, branch));
        else foreach (var remote in due) PushTo(remote, branch);
    }

    void PushTo(RemoteInfo remote, string? branch)
    {
        var report = _run.Reporter.Start(remote.Name, name: "push");
        report.Raw("");
        report.End(_pushing.Push(remote.Name, branch, _run.Remotes.GitEnvironment(remote)));
    }

    /// <summary><c>--cleanup</c>: removes the branches that syncs have made, here and in remotes.</summary>
    public void Cleanup()
    {
        var branch = Branch;
        var local = _run.Reporter.Start("local", name: "cleanup");
        bool ok = true;
        foreach (string? name in (string?[])[branch.SyncedRef, "refs/heads/synced/git-annex"])
            if (name is not null && Repository.Refs.Read(name) is not null) ok &= Repository.Refs.TryDelete(name);
        foreach (var (name, _) in Repository.Refs.List("refs/synced/")) ok &= Repository.Refs.TryDelete(name);
        local.End(ok);
        foreach (var remote in GitRemotes.Where(r => r.Settings.Push && !r.Settings.ReadOnly))
        {
            var report = _run.Reporter.Start(remote.Name, name: "cleanup");
            string[] synced = branch.SyncedRef is { } s ? [s] : [];
            report.Raw("");
            report.End(To(remote).Run(["push", "--quiet", "--delete", remote.Name, .. synced, "refs/heads/synced/git-annex"]).Ok);
        }
    }
}
