using Breezeway.Annex;
using Breezeway.Annex.Init;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Shell;

/// <summary>Tells a peer which repository this is. One that is not initialised is, where git-annex is wanted there and the peer may change it.</summary>
sealed class ConfigListShell() : ShellCommand("configlist", "outputs relevant git configuration", ShellNeed.Read)
{
    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        var repository = ShellRepository.OpenAny(request);
        if (repository is null)
        {
            Out.Error($"fatal: not a git repository: '{request.Directory}/.git'");
            return Tell(default, "");
        }
        try
        {
            var uuid = ShellRepository.UuidOf(repository);
            ShellRepository.CheckExpected(request, uuid);
            NoParameters(request);
            if (uuid.IsNone && MayInit(repository, request))
            {
                limits.Check(ShellNeed.Append);
                repository.Dispose();
                repository = Initialiser.Run(request.Directory, TimeProvider.System, new InitOptions(), Out.Error, Out.Error);
                repository.Branch.Commit();
            }
            return Tell(repository.Uuid, repository.Config.Get("core.gcrypt-id") ?? "");
        }
        finally { repository.Dispose(); }
    }

    static bool MayInit(AnnexRepository repository, ShellRequest request)
    {
        bool wanted = RepositoryState.MayAutoInit(repository);
        return wanted || (request.Fields.AutoInit && RepositoryState.NoAnnex(repository) is null);
    }

    static int Tell(Uuid uuid, string gcryptId)
    {
        Out.Write($"annex.uuid={uuid}\ncore.gcrypt-id={gcryptId}\n");
        return 0;
    }
}
