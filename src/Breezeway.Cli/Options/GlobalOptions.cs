namespace Breezeway.Cli.Options;

/// <summary>The options that every command takes.</summary>
public static class GlobalOptions
{
    public static readonly Option Force = new("--force", "allow actions that may lose annexed data");
    public static readonly Option Fast = new(["--fast", "-F"], null, "avoid slow operations");
    public static readonly Option Quiet = new(["--quiet", "-q"], null, "avoid verbose output");
    public static readonly Option Verbose = new(["--verbose", "-v"], null, "allow verbose output (default)");
    public static readonly Option Debug = new(["--debug", "-d"], null, "show debug messages");
    public static readonly Option NoDebug = new("--no-debug", "do not show debug messages");
    public static readonly Option DebugFilter = new(["--debugfilter"], "NAME[,NAME..]", "show debug messages coming from a module");
    public static readonly Option NumCopies = new(["--numcopies", "-N"], "NUMBER", "override desired number of copies");
    public static readonly Option MinCopies = new(["--mincopies"], "NUMBER", "override minimum number of copies");
    public static readonly Option Trust = new(["--trust"], "REMOTE", "deprecated, does not override trust setting");
    public static readonly Option SemiTrust = new(["--semitrust"], "REMOTE", "override trust setting back to default");
    public static readonly Option Untrust = new(["--untrust"], "REMOTE", "override trust setting to untrusted");
    public static readonly Option Config = new(["--config", "-c"], "NAME=VALUE", "override git configuration setting");
    public static readonly Option UserAgent = new(["--user-agent"], "NAME", "override default User-Agent");
    public static readonly Option Backend = new(["--backend", "-b"], "NAME", "specify key-value backend to use");
    public static readonly Option TimeLimit = new(["--time-limit"], "TIME", "stop after the specified amount of time");

    public static readonly Option Explain = new("--explain", "explain why git-annex does what it does");
    public static readonly Option Rebalance = new("--rebalance", "move content as needed to improve balance");
    public static readonly Option TrustGlacier = new("--trust-glacier", "deprecated, does not trust Amazon Glacier inventory") { Hidden = true };
    public static readonly Option NotifyFinish = new("--notify-finish", "show desktop notification after transfer finishes") { Hidden = true };
    public static readonly Option NotifyStart = new("--notify-start", "show desktop notification after transfer starts") { Hidden = true };

    public static readonly IReadOnlyList<Option> All =
        [Explain, Rebalance, TrustGlacier, NotifyFinish, NotifyStart, Force, Fast, Quiet, Verbose, Debug, NoDebug, DebugFilter, NumCopies, MinCopies, Trust, SemiTrust, Untrust, Config, UserAgent, Backend, TimeLimit];
}
