using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git.Config;

namespace Breezeway.Remotes.Ssh;

/// <summary>
/// Learns which repository an ssh remote is, once: the answer is kept in remote.X.annex-uuid. A host that answers, but not as git-annex does, gets remote.X.annex-ignore (transfer.md 4).
/// </summary>
public static class SshProbe
{
    const int CouldNotConnect = 255;

    /// <summary>The uuid; none when it could not be learned.</summary>
    public static Uuid Run(AnnexRepository repository, RemoteSettings settings, SshTransport transport, RemoteAccess access)
    {
        Finished said;
        try { said = Child.Run(transport.Shell(input: false, "configlist", access.AutoInit ? ["'--'", "'autoinit=1'", "'--'"] : [])); }
        catch (FileError e) { access.Warn?.Invoke($"cannot run ssh: {e.Message}"); return default; }
        string? text = said.Ok ? said.Text.Split('\n').FirstOrDefault(l => l.StartsWith("annex.uuid=", StringComparison.Ordinal))?["annex.uuid=".Length..] : null;
        if (text is null)
        {
            access.Warn?.Invoke($"Unable to parse git config from {settings.Name}");
            if (said.ExitCode == CouldNotConnect) access.Warn?.Invoke($"Unable to connect to repository {settings.Name} to get its annex.uuid configuration.");
            else Ignore(repository, settings, access);
            return default;
        }
        var uuid = new Uuid(text.Trim());
        if (uuid.IsNone) return default;
        if (!uuid.IsPlain)
        {
            access.Warn?.Invoke($"{settings.Name} has an invalid annex.uuid");
            return default;
        }
        GitConfig.Set(repository.Top, $"remote.{settings.Name}.annex-uuid", uuid.Value);
        return uuid;
    }

    static void Ignore(AnnexRepository repository, RemoteSettings settings, RemoteAccess access)
    {
        GitConfig.Set(repository.Top, $"remote.{settings.Name}.annex-ignore", "true");
        access.Warn?.Invoke($"Remote {settings.Name} does not have git-annex installed; setting annex-ignore");
        access.Warn?.Invoke("This could be a problem with the git-annex installation on the remote. Please make sure that git-annex-shell is available in PATH when you ssh into the remote. "
            + $"Once you have fixed the git-annex installation, run: git annex enableremote {settings.Name}");
    }
}
