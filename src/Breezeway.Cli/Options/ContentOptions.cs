namespace Breezeway.Cli.Options;

/// <summary>Options that commands on annexed content share; each command lists those it takes.</summary>
public static class ContentOptions
{
    public static readonly Option From = new(["--from", "-f"], "REMOTE", "source remote");
    public static readonly Option To = new(["--to", "-t"], "REMOTE", "destination remote");
    public static readonly Option FromAnywhere = new("--from-anywhere", "from any remote");
    public static readonly Option Auto = new(["--auto", "-a"], null, "automatic mode");
    public static readonly Option All = new(["--all", "-A"], null, "operate on all versions of all files");
    public static readonly Option Branch = new(["--branch"], "REF", "operate on files in the specified branch or treeish");
    public static readonly Option Unused = new(["--unused", "-U"], null, "operate on files found by last run of git-annex unused");
    public static readonly Option Key = new(["--key"], "KEY", "operate on specified key");
    public static readonly Option Failed = new("--failed", "operate on files that recently failed to be transferred");
    public static readonly Option Incomplete = new("--incomplete", "resume previous downloads");
    public static readonly Option Batch = new("--batch", "enable batch mode, with files input");
    public static readonly Option BatchKeys = new("--batch-keys", "enable batch mode, with keys input");
    public static readonly Option Nul = new("-z", "null delimited batch input");

    /// <summary>Which keys: paths aside.</summary>
    public static readonly IReadOnlyList<Option> Keys = [All, Branch, Unused, Key];
    public static readonly IReadOnlyList<Option> Batches = [Batch, BatchKeys, Nul];
    /// <summary>For commands that move content.</summary>
    public static readonly IReadOnlyList<Option> Transfers = [OutputOptions.Jobs, .. OutputOptions.WithProgress, .. MatchingOptions.All];
}
