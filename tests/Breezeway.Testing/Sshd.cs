using System.Net;
using System.Net.Sockets;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Testing;

/// <summary>
/// A throwaway sshd on a free port of 127.0.0.1, whose sessions find one program first on PATH. Every plain `ssh` in the sandbox reads its
/// configuration, so `ssh://annexhost/path` is a folder of this machine.
/// </summary>
public sealed class Sshd : IDisposable
{
    public const string Host = "annexhost";
    readonly Sandbox _sandbox;
    readonly Program _far;
    readonly string _folder;
    readonly int _port;
    Child? _child;

    /// <param name="far">Which git-annex-shell answers.</param>
    public Sshd(Sandbox sandbox, Program far)
    {
        Machine.NeedTool("sshd");
        _sandbox = sandbox;
        _far = far;
        _folder = $"{sandbox.Root}/sshd";
        _port = FreePort();
        Configure();
        Start();
    }

    public int Port => _port;
    /// <summary>What the server said, at level VERBOSE.</summary>
    public string Log => Fs.TryReadText($"{_folder}/log") ?? "";
    public static string Url(Clone clone) => $"ssh://{Host}{clone.Path}";

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    void Configure()
    {
        Fs.MakeDirectory(_folder, 0x1C0);
        if (Machine.IsRoot) Fs.MakeDirectories("/run/sshd");
        foreach (string key in new[] { "host", "id" })
            _sandbox.Run(_far, _folder, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{_folder}/{key}"]).MustSucceed();
        Fs.WriteAll($"{_folder}/authorized_keys", Fs.ReadAll($"{_folder}/id.pub"));
        string variables = string.Join(' ', _sandbox.EnvironmentFor(_far).Where(v => v.Key is not ("USER" or "LOGNAME" or "SHELL")).Select(v => $"\"{v.Key}={v.Value}\""));
        Fs.WriteText($"{_folder}/sshd_config", $"""
            Port {_port}
            ListenAddress 127.0.0.1
            HostKey {_folder}/host
            PidFile none
            AuthorizedKeysFile {_folder}/authorized_keys
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            UsePAM no
            MaxStartups 100
            LogLevel VERBOSE
            Subsystem sftp internal-sftp
            SetEnv {variables}

            """);
        Fs.WriteText($"{_folder}/ssh_config", $"""
            Host {Host}
              HostName 127.0.0.1
              Port {_port}
              User {Environment.UserName}
              IdentityFile {_folder}/id
              IdentitiesOnly yes
              UserKnownHostsFile {_folder}/known_hosts
              StrictHostKeyChecking no
              LogLevel ERROR

            """);
        Fs.WriteText($"{_sandbox.Bin}/ssh", $"#!/bin/sh\nexec {Tools.Find("ssh")} -F {_folder}/ssh_config \"$@\"\n");
        Fs.SetPermissions($"{_sandbox.Bin}/ssh", 0x1ED);
    }

    /// <summary>Starts it (again) on the same port with the same keys, and waits until it answers.</summary>
    public void Start()
    {
        _child = Child.Start(_sandbox.Prepare(_far, _folder, [Tools.Find("sshd")!, "-D", "-f", $"{_folder}/sshd_config", "-E", $"{_folder}/log"])
            with { Output = Stdio.Null, Errors = Stdio.Null });
        Until.Holds("sshd answers", () => _child.Poll() is not null || Answers(), details: () => Log);
        if (_child.Poll() is not null) throw new InvalidOperationException($"sshd ended\n{Log}");
    }

    bool Answers()
    {
        using var socket = new TcpClient();
        try { socket.Connect(IPAddress.Loopback, _port); return true; }
        catch (SocketException) { return false; }
    }

    /// <summary>Ends the server and every session it serves, as a machine that goes off the network.</summary>
    public void Stop()
    {
        if (_child is null) return;
        foreach (int id in Processes.Tree(_child.Id)) _ = Child.Signal(id, 9);
        _child.Wait();
        _child.Dispose();
        _child = null;
    }

    /// <summary>Holds the server and its sessions still: connections stay open and say nothing.</summary>
    public void Freeze() => SignalAll(19);
    public void Thaw() => SignalAll(18);

    void SignalAll(int signal)
    {
        if (_child is null) return;
        foreach (int id in Processes.Tree(_child.Id)) _ = Child.Signal(id, signal);
    }

    public void Dispose() => Stop();
}
