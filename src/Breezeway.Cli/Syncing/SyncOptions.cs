using Breezeway.Cli.Options;

namespace Breezeway.Cli.Syncing;

/// <summary>The options of sync, pull, push, assist and satisfy; each command lists those it takes.</summary>
public static class SyncOptions
{
    public static readonly Option OnlyAnnex = new(["--only-annex", "-a"], null, "do not operate on git branches");
    public static readonly Option NotOnlyAnnex = new("--not-only-annex", "operate on git branches as well as annex");
    public static readonly Option Commit = new("--commit", "commit changes to git");
    public static readonly Option NoCommit = new("--no-commit", "avoid git commit");
    public static readonly Option Message = new(["--message", "-m"], "MSG", "commit message");
    public static readonly Option Pull = new("--pull", "pull from remotes (default)") { Hidden = true };
    public static readonly Option NoPull = new("--no-pull", "avoid git pulls from remotes");
    public static readonly Option Push = new("--push", "push to remotes (default)") { Hidden = true };
    public static readonly Option NoPush = new("--no-push", "avoid git pushes to remotes");
    public static readonly Option Content = new("--content", "transfer annexed file contents");
    public static readonly Option NoContent = new(["--no-content", "-g"], null, "do not transfer annexed file contents");
    public static readonly Option ContentOf = new(["--content-of", "-C"], "PATH", "transfer contents of annexed files in a given location");
    public static readonly Option Cleanup = new("--cleanup", "remove synced/ branches");
    public static readonly Option ResolveMerge = new("--resolvemerge", "automatically resolve merge conflicts (default)") { Hidden = true };
    public static readonly Option NoResolveMerge = new("--no-resolvemerge", "do not automatically resolve merge conflicts");
    public static readonly Option Unrelated = new("--allow-unrelated-histories", "allow merging unrelated histories");
    public static readonly Option NoUnrelated = new("--no-allow-unrelated-histories", "do not allow merging unrelated histories (default)") { Hidden = true };

    static readonly IReadOnlyList<Option> s_branches = [OnlyAnnex, NotOnlyAnnex];
    static readonly IReadOnlyList<Option> s_content = [Content, NoContent, ContentOf, ContentOptions.All, OutputOptions.Jobs];
    static readonly IReadOnlyList<Option> s_merging = [ResolveMerge, NoResolveMerge, Unrelated, NoUnrelated];

    /// <summary>Those of a command.</summary>
    public static IReadOnlyList<Option> Of(SyncCommandKind kind) => kind switch
    {
        SyncCommandKind.Sync => [.. s_branches, Commit, NoCommit, Message, Pull, NoPull, Push, NoPush, .. s_content, Cleanup, .. s_merging],
        SyncCommandKind.Pull => [.. s_branches, .. s_content, .. s_merging],
        SyncCommandKind.Push => [.. s_branches, .. s_content, Cleanup],
        SyncCommandKind.Assist => [.. s_branches, Message, .. s_content, Cleanup, .. s_merging],
        _ => [ContentOf, ContentOptions.All, OutputOptions.Jobs],
    };
}

/// <summary>Which of the commands that synchronise.</summary>
public enum SyncCommandKind { Sync, Pull, Push, Assist, Satisfy }
