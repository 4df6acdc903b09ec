using System.Globalization;
using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

public sealed class VersionCommand : AnnexCommand
{
    static readonly Option s_raw = new("--raw", "output only program version");

    /// <summary>A number that programs can compare with git-annex's.</summary>
    public const string Version = "10.20250416-breezeway0.1.0";

    public override string Name => "version";
    public override Section Section => Section.Query;
    public override string Summary => "show version info";
    public override IReadOnlyList<Option> Options => [s_raw];

    public override int Run(Arguments arguments)
    {
        if (arguments.Has(s_raw)) { Out.Write(Version); return 0; }
        Out.Line($"git-annex version: {Version}");
        Out.Line("build flags: Assistant Inotify");
        Out.Line($"dependency versions: dotnet-{Environment.Version}");
        Out.Line($"key/value backends: {string.Join(' ', Backends.Names)}");
        Out.Line("remote types: git");
        Out.Line("operating system: linux x86_64");
        Out.Line("supported repository versions: 8 9 10");
        Out.Line("upgrade supported from repository versions: 0 1 2 3 4 5 6 7 8 9 10");
        try
        {
            using var repository = AnnexRepository.Open(".", TimeProvider.System);
            if (repository.Settings.Version is long v) Out.Line($"local repository version: {v.ToString(CultureInfo.InvariantCulture)}");
        }
        catch (UserError) { /* outside of a repository */ }
        return 0;
    }
}
