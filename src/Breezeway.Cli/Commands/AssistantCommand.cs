using System.Runtime.InteropServices;
using Breezeway.Annex;
using Breezeway.Assistant;
using Breezeway.Assistant.Daemon;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

/// <summary><c>assistant</c>, and <c>watch</c>, which only adds and commits.</summary>
public sealed class AssistantCommand(bool watchOnly) : AnnexCommand
{
    static readonly Option s_foreground = new("--foreground", "do not daemonize");
    static readonly Option s_stop = new("--stop", "stop the daemon");

    public override string Name => watchOnly ? "watch" : "assistant";
    public override Section Section => Section.Common;
    public override string Summary => watchOnly ? "watch for changes and autocommit" : "automatically sync changes";
    public override IReadOnlyList<Option> Options => [s_foreground, s_stop];

    public override int Run(Arguments arguments)
    {
        using var repository = AnnexRepository.Open(".", TimeProvider.System);
        if (repository.Uuid.IsNone) throw new UserError("First run: git-annex init");
        if (arguments.Has(s_stop))
        {
            if (DaemonPid.Running(repository) is { } pid) Child.Signal(pid, 15);
            return 0;
        }
        if (repository.IsBare) throw new UserError("You cannot run this command in a bare repository.");
        using var files = DaemonFiles.Take(repository);
        using var stop = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => { c.Cancel = true; stop.Cancel(); });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => { c.Cancel = true; stop.Cancel(); });
        using var assistant = new Breezeway.Assistant.Assistant(repository, new AssistantOptions(Syncs: !watchOnly), new StdoutLog(repository.Config.GetBool("annex.debug")));
        assistant.Run(stop.Token);
        return 0;
    }

    sealed class StdoutLog(bool debug) : IAssistantLog
    {
        static string Now => TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture);
        public void Say(string line) { Out.Line($"[{Now}] {line}"); Out.Flush(); }
        public void Debug(string part, string line) { if (debug) { Out.Line($"[{Now}] ({part}) {line}"); Out.Flush(); } }
    }
}
